#include "train/tuning.hpp"

#include "binet/base/error.hpp"
#include "binet/modelfile/model_file.hpp"
#include "config/validate.hpp"
#include "model/example_models.hpp"
#include "train/trial_config.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace binet {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Config start() {
  Config config = example_config("mlp");
  config.training.epochs = 4;
  return config;
}

TEST(Tuning, IsTheSameAgainAndKeepsTheBest) {
  const Table table = parse_table(example_csv(300));
  const auto search = [&](std::vector<Trial>& judged) {
    TuningObserver observer;
    observer.judged = [&](const Trial& trial) { judged.push_back(trial); };
    return tune(start(), table, {.trials = 12}, observer);
  };
  std::vector<Trial> first, second;
  const Tuning one = search(first), two = search(second);
  EXPECT_EQ(print_model(one.model), print_model(two.model));
  ASSERT_EQ(first.size(), second.size());
  double least = first.front().log_loss;
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].log_loss, second[i].log_loss);
    if (first[i].folds == 5) least = std::min(least, first[i].log_loss);
  }
  EXPECT_EQ(one.trials, 12);
  EXPECT_EQ((one.refuted ? *one.refuted : one.best).log_loss, least);
  EXPECT_EQ(one.best.folds, 5);
  EXPECT_EQ(one.fresh_count, 60);
  EXPECT_GT(one.fresh_error, 0);
  EXPECT_EQ(one.model.report.rows, 300) << "trained on all rows in the end";
}

/// Six short searches on few rows, some of whose best trials are worse on fresh rows.
const std::vector<Tuning>& six_searches() {
  static const std::vector<Tuning> searches = [] {
    std::vector<Tuning> found;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      Config config = start();
      config.training.seed = seed;
      found.push_back(tune(config, parse_table(example_csv(60)), {.trials = 6}));
    }
    return found;
  }();
  return searches;
}

TEST(Tuning, KeepsTheStartWhereFreshRowsSayThatATrialIsWorse) {
  int refuted = 0;
  for (const Tuning& tuning : six_searches()) {
    if (!tuning.refuted) continue;
    ++refuted;
    EXPECT_EQ(tuning.best.number, 0);
    EXPECT_GT(*tuning.fresh_log_loss_of_trial, tuning.fresh_log_loss_of_start);
    EXPECT_LT(tuning.refuted->log_loss, tuning.best.log_loss);
  }
  EXPECT_GT(refuted, 0);
}

TEST(Tuning, FreshRowsDoNotJudgeTheirOwnChoice) {
  int worse_than_the_choice = 0;
  for (const Tuning& tuning : six_searches()) {
    if (!tuning.fresh_log_loss_of_trial) {
      EXPECT_EQ(tuning.best.number, 0);
      EXPECT_EQ(tuning.fresh_log_loss, tuning.fresh_log_loss_of_start);
      continue;
    }
    const auto [least, most] = std::minmax(tuning.fresh_log_loss_of_start, *tuning.fresh_log_loss_of_trial);
    EXPECT_EQ(tuning.best.number == 0, tuning.fresh_log_loss_of_start == least);
    EXPECT_THAT(tuning.model.report.notes,
                Contains(HasSubstr("6 trials of tune")).Times(tuning.best.number == 0 ? 0 : 1));
    worse_than_the_choice += tuning.fresh_log_loss > least + 1e-9 ? 1 : 0;
  }
  EXPECT_GT(worse_than_the_choice, 0);
}

TEST(Tuning, EveryTrialHasSettingsThatTrainAccepts) {
  std::vector<Config> starts;
  Config& bounded = starts.emplace_back(example_config("logistic"));
  bounded.model.increasing = {"x0"};
  Config& binned = starts.emplace_back(example_config("auto"));
  binned.encoding.bins = 8;
  Config& focal = starts.emplace_back(example_config("auto"));
  focal.loss.name = "focal";
  Config& referenced = starts.emplace_back(example_config("mlp"));
  referenced.encoding.reference = {"colour=red"};
  Random random(1);
  for (const Config& start : starts) {
    for (int trial = 0; trial < 40; ++trial) {
      const Config drawn = draw_trial_config(start, random);
      EXPECT_NO_THROW(validate(drawn));
      if (!start.encoding.reference.empty()) {
        EXPECT_EQ(drawn.encoding.min_count, start.encoding.min_count) << "the reference level keeps its code";
      }
    }
  }
}

TEST(Tuning, RefusesAClassWithASingleRow) {
  std::string csv = "x0,y\n";
  for (int row = 0; row < 40; ++row) csv += std::to_string(row) + (row == 7 ? ",1\n" : ",0\n");
  Config config = start();
  for (const double held_out : {0.0, 0.2}) {
    config.training.validation_fraction = held_out;
    EXPECT_THAT([&] { tune(config, parse_table(csv), {.trials = 2}); },
                ThrowsMessage<Error>(HasSubstr("class \"1\" has 1 row")));
  }
}

TEST(Tuning, GivesMoreFoldsToFewerTrials) {
  std::vector<int> folds(6);
  TuningObserver observer;
  observer.judged = [&](const Trial& trial) { ++folds[static_cast<std::size_t>(trial.folds)]; };
  tune(start(), parse_table(example_csv(200)), {.trials = 10}, observer);
  EXPECT_EQ(folds, (std::vector<int>{0, 9, 0, 3, 0, 2})) << "the start, and the best of a round, on all five";
}

TEST(Tuning, InterruptedItHasTheBestSoFar) {
  int steps = 0;
  bool saved = false;
  TuningObserver observer;
  observer.judged = [&](const Trial&) { ++steps; };
  observer.better = [&](const Trial& trial, const Classifier&) { saved |= trial.number == 0; };
  observer.stop_requested = [&] { return steps >= 3; };
  const Tuning tuning = tune(start(), parse_table(example_csv(200)), {.trials = 30}, observer);
  EXPECT_TRUE(tuning.interrupted);
  EXPECT_TRUE(saved);
  EXPECT_EQ(tuning.best.number, 0);
  EXPECT_EQ(tuning.model.report.rows, 160) << "those of the search";

  observer.stop_requested = [] { return true; };
  EXPECT_THROW(tune(start(), parse_table(example_csv(200)), {.trials = 30}, observer), Interrupted);
}

}  // namespace
}  // namespace binet
