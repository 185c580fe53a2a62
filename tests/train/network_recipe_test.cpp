#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "binet/base/error.hpp"
#include "binet/config/config_text.hpp"
#include "binet/model/evaluation.hpp"
#include "binet/train/recipe.hpp"
#include "eval/decision.hpp"
#include "math/random.hpp"
#include "model/example_models.hpp"
#include "model/member.hpp"
#include "nn/diagnosis.hpp"

namespace binet {
namespace {

struct Outcome {
  double skill = 0;  ///< share of the base rate's log loss that the model takes away, on held-out rows
  std::map<int, double> flow;  ///< gradient of the first layer, relative to that of the last hidden one
};

Outcome train_committed(const std::string& name) {
  Config config;
  read_config_file(std::string(BINET_SOURCE_DIR) + "/configs/" + name, config);
  TableOptions options;
  options.exact = {config.data.target};
  const Table table = read_table(config.data.train, options);
  Outcome outcome;
  TrainingObserver observer;
  observer.network = [&](TrainingMoment, int epoch, const Network& network, const Examples& training) {
    const std::vector<LayerDiagnosis> layers = diagnose(network, training, loss(config.loss.name));
    outcome.flow[epoch] = layers.front().gradient_rms / layers[layers.size() - 2].gradient_rms;
  };
  const TrainingReport report = train(config, table, nullptr, {observer}).report;
  for (const auto& [metric, value] : report.validation_metrics) {
    if (metric == "log_loss") outcome.skill = 1 - value / report.base_log_loss;
  }
  return outcome;
}

// docs/deep-sigmoid.md tells this story.
TEST(DeepSigmoidNetwork, FailsFromTheClassicStartAndLearnsFromData) {
  const Outcome classic = train_committed("deep_sigmoid.json"), data = train_committed("deep_sigmoid_data.json");
  EXPECT_LT(classic.flow.at(0), 1e-4);
  EXPECT_LT(classic.skill, 0.05);
  EXPECT_TRUE(std::isnan(data.flow.at(0))) << "output weights of 0 let nothing through";
  EXPECT_GT(data.flow.at(1), 0.1);
  EXPECT_GT(data.skill, 0.7);
}

double held_out_log_loss(const TrainingReport& report) {
  return std::ranges::find(report.validation_metrics, "log_loss", &std::pair<std::string, double>::first)->second;
}

/// y is 1 where two of the columns have the same sign; `columns` in all.
Table sign_table(int rows, int columns) {
  Random random(7);
  std::string text;
  for (int column = 0; column < columns; ++column) text += "x" + std::to_string(column) + ",";
  text += "y\n";
  for (int i = 0; i < rows; ++i) {
    double product = 1;
    for (int column = 0; column < columns; ++column) {
      const double x = random.normal();
      if (column < 2) product *= x;
      text += std::to_string(x) + ",";
    }
    text += product > 0 ? "1\n" : "0\n";
  }
  return parse_table(text);
}

/// An interaction without main effects: validation loss rises before it falls.
TEST(NetworkRecipe, GoesOnUntilAnInteractionIsLearned) {
  Config config;
  config.data.target = "y";
  config.model.kind = "mlp";
  const TrainingReport report = train(config, sign_table(500, 8), nullptr).report;
  EXPECT_GT(report.best_epoch, 20) << report.verdict;
  EXPECT_LT(held_out_log_loss(report), 0.6);
}

/// Parity of six bits, each row once: what is learned of 51 rows is wrong for the others.
TEST(NetworkRecipe, SaysSoWhereWhatIsLearnedHoldsForTrainingRowsOnly) {
  std::string text = "a,b,c,d,e,f,y\n";
  for (unsigned bits = 0; bits < 64; ++bits) {
    unsigned ones = 0;
    for (unsigned bit = 0; bit < 6; ++bit) {
      ones += bits >> bit & 1U;
      text += (bits >> bit & 1U) != 0 ? "1," : "0,";
    }
    text += ones % 2 != 0 ? "1\n" : "0\n";
  }
  Config config;
  config.data.target = "y";
  config.model.kind = "mlp";
  const TrainingReport report = train(config, parse_table(text), nullptr).report;
  EXPECT_THAT(report.notes,
              testing::Contains(testing::AllOf(testing::HasSubstr("the first epoch is best on held-out rows, although"),
                                               testing::HasSubstr("--validation-fraction 0 --epochs"))));
}

TEST(NetworkRecipe, TrainsOnceMoreOnAllRowsForTheBestEpochs) {
  Config config = example_config("mlp");
  config.training.folds = 0;
  const Table table = parse_table(example_csv(300));
  const Classifier part = train(config, table, nullptr);
  config.training.refit = true;
  const Classifier all = train(config, table, nullptr);
  EXPECT_THAT(all.report.verdict, testing::HasSubstr("then trained on all rows"));
  EXPECT_EQ(all.report.validation_metrics, part.report.validation_metrics)
      << "the evidence stays that of rows not seen";
  EXPECT_EQ(all.report.best_epoch, part.report.best_epoch);
  EXPECT_NE(all.members[0].network.parameters(), part.members[0].network.parameters());
}

TEST(NetworkRecipe, ChoosesTheEpochsOfSmallDataByFolds) {
  Config config = example_config("mlp");
  config.training.refit = true;
  const Table table = parse_table(example_csv(300));
  std::vector<EpochRecord> told;
  TrainingObserver observer;
  observer.epoch = [&](const EpochRecord& record, int) { told.push_back(record); };
  const Classifier model = train(config, table, nullptr, {observer});
  EXPECT_THAT(model.report.verdict,
              testing::StartsWith("5 networks, each trained without one fold, had their best epochs from "));
  EXPECT_EQ(model.report.validated_on, "5-fold cross-validation");
  EXPECT_EQ(model.report.validation_rows, 300) << "every row is judged by the network that did not see it";
  ASSERT_EQ(static_cast<int>(told.size()), model.report.best_epoch) << "of the network on all rows";
  for (const EpochRecord& record : told) EXPECT_TRUE(std::isfinite(record.validation_loss));

  config.training.folds = 5;
  EXPECT_EQ(train(config, table, nullptr).predict(table), model.predict(table));
}

TEST(NetworkRecipe, HoldsOnePartOutWhereTheConfigOrTheDataAskForIt) {
  const Table table = parse_table(example_csv(300));
  const auto validated_on = [&](void (*change)(Config&)) {
    Config config = example_config("mlp");
    config.training.refit = true;
    change(config);
    return train(config, table, nullptr).report.validated_on;
  };
  EXPECT_EQ(validated_on([](Config& c) { c.training.validation_fraction = 0.25; }), "25% held out");
  EXPECT_EQ(validated_on([](Config&) {}), "5-fold cross-validation");
  EXPECT_EQ(validated_on([](Config& c) { c.training.folds = 0; }), "20% held out");
  EXPECT_EQ(validated_on([](Config& c) { c.training.refit = false; }), "20% held out");
  EXPECT_EQ(validated_on([](Config& c) { c.training.validation_fraction = 0; }), "");
  EXPECT_EQ(validated_on([](Config& c) { c.training.folds = 3; }), "3-fold cross-validation");
  EXPECT_THROW(validated_on([](Config& c) { c.training.folds = 200; }), UsageError) << "more than the rarer class has";
}

/// The least of many epochs' losses promises too much. With few rows, there is no calibration that would change it.
TEST(NetworkRecipe, HeldOutRowsAreJudgedAfterTheEpochThatOtherRowsChoose) {
  const Table table = sign_table(150, 8);
  const Table of_file = parse_table(example_csv(150)), file = parse_table(example_csv(40, 2));
  Config config;
  config.data.target = "y";
  config.model.kind = "mlp";
  config.training.folds = 0;
  const auto above_least_loss = [&](const Table& training, const Table* validation) {
    double best = 1e9;
    TrainingObserver observer;
    observer.epoch = [&](const EpochRecord& record, int) { best = std::min(best, record.validation_loss); };
    const TrainingReport report = train(config, training, validation, {observer}).report;
    return held_out_log_loss(report) - best;
  };
  EXPECT_GT(above_least_loss(table, nullptr), 0.01);
  config.training.folds.reset();
  EXPECT_GT(above_least_loss(of_file, &file), 0.01);
}

/// The division of the held-out rows is for the metrics alone: threshold, calibration and network are those of all.
TEST(NetworkRecipe, TheThresholdIsChosenByTheModelThatIsSaved) {
  Config config = example_config("mlp");
  config.training.folds = 0;
  config.decision.rule = "f1";
  const Table table = parse_table(example_csv(300)), file = parse_table(example_csv(60, 2));
  const Classifier model = train(config, table, &file);
  const VectorD predicted = model.predict(file);
  ScoredRows rows{{predicted.begin(), predicted.end()}, {}, {}};
  const Column& target = file.at("y");
  for (Index row = 0; row < file.rows; ++row)
    rows.target.push_back(target.levels[static_cast<std::size_t>(file.code(target, row))] == "yes" ? 1 : 0);
  EXPECT_NEAR(model.threshold, choose_threshold(parse_decision_rule("f1"), rows.view()), 1e-6);
}

TEST(NetworkRecipe, SaysSoIfTheHeldOutRowsCannotBeDivided) {
  const auto notes = [](const std::string& groups, int of_class) {
    std::string text = "x,g,y\n", file = text;
    for (int i = 0; i < 40; ++i) {
      const std::string number = std::to_string(i);
      text += number + "," + number + "," + (i % 2 == 0 ? "0" : "1") + "\n";
    }
    for (int i = 0; i < 20; ++i) {
      file += std::to_string(i) + "," + (groups.empty() ? std::to_string(100 + i) : groups) + "," +
              (i < of_class ? "1" : "0") + "\n";
    }
    Config config = example_config("mlp");
    config.data.group = "g";
    const Table validation = parse_table(file);
    return train(config, parse_table(text), &validation).report.notes;
  };
  const std::string start = "the held-out rows that stop the network also judge it, since ";
  EXPECT_THAT(notes("", 10), testing::Not(testing::Contains(testing::HasSubstr(start))));
  EXPECT_THAT(notes("", 1), testing::Contains(start + "one class has fewer than two of them: expect worse metrics on "
                                                      "new rows"));
  EXPECT_THAT(notes("100", 10), testing::Contains(testing::HasSubstr(start + "all of them are of one group")));
}

TEST(NetworkRecipe, InterruptedAmongTheFoldsKeepsTheFirstNetwork) {
  Config config = example_config("mlp");
  config.training.refit = true;
  const Table table = parse_table(example_csv(300));
  TrainingObserver observer;
  observer.stop_requested = [] { return true; };
  const Classifier model = train(config, table, nullptr, {observer});
  EXPECT_THAT(model.report.verdict, testing::HasSubstr("the model is the network trained without the first fold"));
  EXPECT_EQ(model.report.validation_rows, 60);
  EXPECT_EQ(model.members.size(), 1u);
}

}  // namespace
}  // namespace binet
