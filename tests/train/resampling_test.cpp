#include "train/resampling.hpp"

#include "binet/base/error.hpp"
#include "model/example_models.hpp"
#include "binet/train/cross_validation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace binet {
namespace {

using testing::HasSubstr;

/// Each subject has 5 rows that are nearly copies of each other, with its class drawn at random: nothing to learn from
/// other subjects. `day` counts up, `late` is a date.
std::string subjects_csv(int subjects) {
  Random random(3);
  std::string text = "subject,day,x1,x2,y\n";
  for (int s = 0; s < subjects; ++s) {
    const double x1 = random.normal(), x2 = random.normal();
    const char* label = random.uniform() < 0.5 ? "no" : "yes";
    for (int i = 0; i < 5; ++i) {
      text += "s" + std::to_string(s) + "," + std::to_string(5 * s + i) + "," +
              std::to_string(x1 + 0.01 * random.normal()) + "," + std::to_string(x2 + 0.01 * random.normal()) + "," +
              label + "\n";
    }
  }
  return text;
}

TrainingData prepare(const Config& config, const Table& table) {
  return prepare_training_data(config, table, nullptr);
}

double held_out_loss(const Classifier& model) {
  for (const auto& [name, value] : model.report.validation_metrics) {
    if (name == "log_loss") return value;
  }
  return 0;
}

TEST(Resampling, KeepsGroupsWholeEverywhere) {
  const Table table = parse_table(subjects_csv(40));
  Config config = example_config("auto");
  config.data.group = "subject";
  const TrainingData data = prepare(config, table);
  const auto expect_whole = [&](const std::vector<Split>& splits) {
    for (const Split& split : splits) {
      std::set<Index> held_out;
      for (const Index place : split.validation) held_out.insert(data.training.group[static_cast<std::size_t>(place)]);
      for (const Index place : split.training) {
        EXPECT_FALSE(held_out.contains(data.training.group[static_cast<std::size_t>(place)]));
      }
    }
  };
  expect_whole(cross_validation_folds(data, 4).splits());
  expect_whole(ensemble_parts(data, 6, 6).leave_out(6, false));
  expect_whole(ensemble_parts(data, 6, 1).leave_out(1, false));
  expect_whole(penalty_folds(data).splits());
  const Holdout holdout = hold_out(data);
  std::set<Index> held_out(holdout.held_out.group.begin(), holdout.held_out.group.end());
  for (const Index group : holdout.fit.group) EXPECT_FALSE(held_out.contains(group));
  EXPECT_EQ(holdout.described, "20% held out, whole groups of subject");

  const std::vector<int> part_of = holdout_parts(data, holdout);
  std::set<std::pair<Index, int>> parts_of_groups;
  for (std::size_t i = 0; i < part_of.size(); ++i) parts_of_groups.emplace(holdout.held_out.group[i], part_of[i]);
  EXPECT_EQ(std::set<int>(part_of.begin(), part_of.end()).size(), 5u);
  EXPECT_EQ(parts_of_groups.size(), held_out.size());
}

TEST(Resampling, AValidationFileIsDividedByTheGroupsThatItHas) {
  Config config = example_config("mlp");
  config.data.group = "subject";
  const auto parts = [&](const std::string& file) {
    const Table table = parse_table(subjects_csv(40)), validation = parse_table(file);
    const TrainingData data = prepare_training_data(config, table, &validation);
    return holdout_parts(data, hold_out(data));
  };
  const std::vector<int> whole = parts(subjects_csv(10));
  for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_EQ(whole[i], whole[i / 5 * 5]);
  EXPECT_EQ(parts("x1,x2,y\n1,2,no\n2,3,yes\n3,4,no\n4,5,yes\n").size(), 4u);
  EXPECT_TRUE(parts("x1,x2,y\n1,2,no\n2,3,yes\n3,4,no\n").empty()) << "a class with one row";
}

TEST(Resampling, NetworksWithoutAPartKnowTheOthersInPart) {
  const JudgingParts parts{{}, 14, false, ""}, few{{}, 4, false, ""}, later{{}, 2, true, ""};
  EXPECT_DOUBLE_EQ(parts.share_known_without_part(true), 13.0 / 14);
  EXPECT_DOUBLE_EQ(parts.share_known_without_part(false), 12.0 * 12 / 11.5 / 14);
  EXPECT_DOUBLE_EQ(few.share_known_without_part(false), 0.75);
  EXPECT_EQ(later.share_known_without_part(false), 1);
}

TEST(Resampling, GroupsDoNotLeakIntoTheEvidence) {
  const Table table = parse_table(subjects_csv(60));
  Config config = example_config("auto");
  config.ensemble.epochs = 40;
  config.data.ignore = {"day"};
  Config grouped = config;
  grouped.data.group = "subject";
  config.data.ignore.emplace_back("subject");
  EXPECT_LT(held_out_loss(train(config, table, nullptr)), 0.6) << "copies of the row next door";
  const Classifier model = train(grouped, table, nullptr);
  EXPECT_GT(held_out_loss(model), 0.65);
  EXPECT_THAT(model.report.validated_on, HasSubstr("whole groups of subject"));
  EXPECT_THAT(model.report.settings, HasSubstr("\"group\": \"subject\""));
  for (const ColumnSchema& column : model.schema.columns) EXPECT_NE(column.name, "subject");
}

/// Folds of whole groups have nearly equal class shares, so that the share of all would be too good a base rate.
TEST(Resampling, TheBaseRateLeavesWholeGroupsOut) {
  const Table table = parse_table(subjects_csv(40));
  for (const char* kind : {"auto", "logistic"}) {
    Config config = example_config(kind);
    config.ensemble.epochs = 10;
    config.data.group = "subject";
    const TrainingData data = prepare(config, table);
    const double yes = data.training.target.cast<double>().sum() / 5, no = 40 - yes;
    const double expected = -(yes * std::log((yes - 1) / 39) + no * std::log((no - 1) / 39)) / 40;
    EXPECT_NEAR(train(config, table, nullptr).report.base_log_loss, expected, 1e-9) << kind;
  }
}

/// Fits to a sixth of the rows would judge a model of all rows.
TEST(Resampling, LogisticRegressionIsJudgedWhereHalfOfTheRowsArePast) {
  const auto judged = [](const std::string& text, const std::string& group) {
    Config config = example_config("logistic");
    config.data.time = "day";
    config.data.group = group;
    const TrainingReport report = train(config, parse_table(text), nullptr).report;
    return std::to_string(report.validation_rows) + " rows of " + report.validated_on;
  };
  const std::string text = subjects_csv(24);
  EXPECT_EQ(judged(text, ""), "60 rows of the last 3 of 5 expanding windows by day");
  EXPECT_EQ(judged(text, "subject"), "100 rows of 5 expanding windows by day, whole groups of subject");

  const auto at_times = [](const std::vector<int>& rows_at) {
    std::string rows = "day,x,y\n";
    for (std::size_t day = 0; day < rows_at.size(); ++day) {
      for (int i = 0; i < rows_at[day]; ++i) {
        const std::string x = std::to_string(7 * i % 11);
        rows += std::to_string(day) + "," + x + "," + (i % 2 == 0 ? "no" : "yes") + "\n";
      }
    }
    return rows;
  };
  EXPECT_EQ(judged(at_times({10, 30}), ""), "30 rows of 1 expanding window by day");
  EXPECT_EQ(judged(at_times({10, 10, 10, 40}), ""), "40 rows of the last of 3 expanding windows by day");
}

TEST(Resampling, TimeValidatesOnLaterRowsOnly) {
  const Table table = parse_table(subjects_csv(40));
  for (const char* kind : {"auto", "mlp", "logistic"}) {
    Config config = example_config(kind);
    config.data.time = "day";
    const TrainingData data = prepare(config, table);
    const Holdout holdout = hold_out(data);
    EXPECT_EQ(holdout.places.front(), 160);
    EXPECT_EQ(holdout.described, "the last 20% by day");
    const Classifier model = train(config, table, nullptr);
    EXPECT_THAT(model.report.validated_on, HasSubstr("by day")) << kind;
    for (const ColumnSchema& column : model.schema.columns) EXPECT_NE(column.name, "day");
    const CrossValidation result = cross_validate(config, table, 3);
    EXPECT_EQ(result.described, "3 expanding windows by day");
    EXPECT_EQ(cross_validation_folds(data, 1).described, "1 expanding window by day");
    EXPECT_EQ(result.pooled.probability.size(), 150u) << "the first quarter is only fitted to";
  }
}

TEST(Resampling, L1IsChosenByTheSameFolds) {
  const Table table = parse_table(subjects_csv(40));
  for (const bool by_time : {false, true}) {
    Config config = example_config("logistic");
    config.penalty.l1.reset();
    (by_time ? config.data.time : config.data.group) = by_time ? "day" : "subject";
    const Classifier model = train(config, table, nullptr);
    const std::string folds =
        by_time ? "5 expanding windows by day" : "5-fold cross-validation, whole groups of subject";
    EXPECT_EQ(model.report.validated_on, by_time ? "the last 3 of " + folds : folds);
    EXPECT_THAT(model.report.verdict, HasSubstr("chosen by " + folds));
    EXPECT_EQ(model.report.validation_rows, by_time ? 100 : 200);
  }
}

TEST(Resampling, SaysWhatCannotBeParted) {
  const auto error_of = [](const std::string& csv, const char* group, const char* time, const char* kind) {
    Config config = example_config(kind);
    config.data.group = group;
    config.data.time = time;
    try {
      train(config, parse_table(csv), nullptr);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  std::string same = "k,x,y\n", sorted = "k,x,y\n";
  for (int i = 0; i < 40; ++i) {
    const std::string x = std::to_string(i * 7 % 11);
    same += "1," + x + "," + (i % 2 ? "a" : "b") + "\n";
    sorted += std::to_string(i) + "," + x + "," + (i < 36 ? "a" : "b") + "\n";
  }
  for (const char* kind : {"auto", "mlp", "logistic"}) {
    EXPECT_THAT(error_of(same, "k", "", kind), HasSubstr("group \"k\": folds: found 1 group; expected at least 2"));
    EXPECT_THAT(error_of(same, "", "k", kind), HasSubstr("time \"k\": ")) << kind;
    EXPECT_THAT(error_of(sorted, "", "k", kind), HasSubstr("no row of class \"b\"")) << kind;
  }
}

}  // namespace
}  // namespace binet
