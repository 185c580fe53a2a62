#include "binet/train/recipe.hpp"

#include "binet/base/error.hpp"
#include "binet/base/page_memory.hpp"
#include "binet/base/parallel.hpp"
#include "binet/config/config_text.hpp"
#include "model/example_models.hpp"
#include "binet/modelfile/model_file.hpp"
#include "train/training_data.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <optional>

namespace binet {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string error_of(const Config& config, const std::string& csv) {
  try {
    train(config, parse_table(csv, {}, "t.csv"), nullptr);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

double mean(const VectorD& values) {
  return values.sum() / static_cast<double>(values.size());
}

class EveryRecipe : public testing::TestWithParam<std::string> {};

TEST_P(EveryRecipe, LearnsAndReports) {
  const Classifier model = example_model(GetParam(), 600);
  double log_loss = 0;
  for (const auto& [name, value] : model.report.validation_metrics) {
    if (name == "log_loss") log_loss = value;
  }
  EXPECT_GT(log_loss, 0);
  EXPECT_LT(log_loss, 0.85 * model.report.base_log_loss);
  EXPECT_EQ(model.report.rows, 600);
  EXPECT_GT(model.report.validation_rows, 100);
  EXPECT_FALSE(model.report.verdict.empty());
}

TEST_P(EveryRecipe, GivesTheSameModelOnAnyThreadCount) {
  set_thread_count(1);
  Classifier one = example_model(GetParam());
  set_thread_count(3);
  Classifier three = example_model(GetParam());
  set_thread_count(0);
  EXPECT_EQ(print_model(one), print_model(three));
}

TEST_P(EveryRecipe, GivesTheSameModelWhenItUsesTheTableUp) {
  Table table = parse_table(example_csv(300));
  const Classifier kept = train(example_config(GetParam()), table, nullptr);
  EXPECT_EQ(print_model(train(example_config(GetParam()), std::move(table), nullptr)), print_model(kept));
}

TEST_P(EveryRecipe, KeepsProbabilitiesHonestUnderClassWeights) {
  const Table table = parse_table(example_csv(2000));
  Config config = example_config(GetParam());
  const double plain = mean(train(config, table, nullptr).predict(table));
  config.loss.positive_weight = 8;
  EXPECT_NEAR(mean(train(config, table, nullptr).predict(table)), plain, 0.05);
}

TEST_P(EveryRecipe, MeasuresOnTheValidationFile) {
  const Table training = parse_table(example_csv(300)), validation = parse_table(example_csv(77, 2), {}, "v.csv");
  const Classifier model = train(example_config(GetParam()), training, &validation);
  EXPECT_EQ(model.report.validated_on, "v.csv");
  EXPECT_EQ(model.report.validation_rows, 77);
  EXPECT_EQ(model.report.rows, 300);
}

TEST_P(EveryRecipe, EndsWithAModelWhenAskedToStop) {
  TrainingObserver observer;
  observer.stop_requested = [] { return true; };
  const Table table = parse_table(example_csv(300));
  const Classifier model = train(example_config(GetParam()), table, nullptr, {observer});
  EXPECT_TRUE(model.predict(table).allFinite());
  EXPECT_TRUE(model.report.interrupted);
  EXPECT_THAT(model.report.notes, testing::Contains(HasSubstr("interrupted")));
}

TEST_P(EveryRecipe, CopesWithTinyData) {
  EXPECT_EQ(error_of(example_config(GetParam()), "x,y\n1,yes\n2,no\n"), "no error");
  EXPECT_EQ(error_of(example_config(GetParam()), "x,y\n1,yes\n1,no\n3,no\n4,no\n,no\n"), "no error");
  EXPECT_EQ(error_of(example_config(GetParam()), "x,y\n1,yes\n1,no\n"), "no error");
}

INSTANTIATE_TEST_SUITE_P(Recipes, EveryRecipe, testing::Values("logistic", "mlp", "auto"));

/// A run whose `calls`-th question whether to stop, and every later one, is answered with yes.
TrainingRun run_stopped_after(int calls, std::atomic<int>& asked) {
  return {.observer = {.stop_requested = [calls, &asked] { return ++asked >= calls; }}};
}

TEST(Recipe, EverySolverOfLogisticRegressionStopsWhenAsked) {
  const Table table = parse_table(example_csv(300));
  Config config = example_config("logistic");
  config.optimizer.tolerance = 1e-14;
  for (const char* solver : {"newton", "lbfgs", "coordinate_descent"}) {
    config.optimizer.solver = solver;
    config.penalty.l1 = 0;
    config.penalty.l2 = 1e-6;
    config.training.validation_fraction = 0;
    std::atomic<int> asked = 0;
    const TrainingReport report = train(config, table, nullptr, run_stopped_after(2, asked)).report;
    ASSERT_TRUE(report.convergence) << solver;
    EXPECT_TRUE(report.convergence->interrupted) << solver;
    EXPECT_EQ(report.convergence->iterations, 2) << solver;
    EXPECT_TRUE(report.interrupted) << solver;
  }
}

TEST(Recipe, TheChoiceOfAPenaltyStopsWhenAsked) {
  const auto absent = std::optional<double>();
  for (const bool wide : {false, true}) {
    std::string csv = wide ? "" : example_csv(300);
    for (int row = -1; wide && row < 40; ++row) {  // 100 columns, so that the rows' kernel is solved
      for (int column = 0; column < 100; ++column) {
        csv += row < 0 ? "x" + std::to_string(column) + "," : std::to_string((row * 37 + column * 11) % 101) + ",";
      }
      csv += row < 0 ? "y\n" : row % 3 == 0 ? "yes\n" : "no\n";
    }
    const Table table = parse_table(csv);
    for (const auto& l1 : {std::optional(0.0), absent}) {
      Config config = example_config("logistic");
      config.penalty.l1 = l1;
      config.penalty.l2.reset();
      std::atomic<int> asked = 0, asked_to_the_end = 0;
      train(config, table, nullptr, run_stopped_after(1'000'000, asked_to_the_end));
      const Classifier model = train(config, table, nullptr, run_stopped_after(3, asked));
      EXPECT_TRUE(model.report.interrupted);
      EXPECT_TRUE(model.predict(table).allFinite());
      EXPECT_LT(asked, asked_to_the_end) << "work was left undone";
      EXPECT_FALSE(model.report.validated_on.empty()) << "the rows left out by the fits that were done judge it";
    }
  }
}

TEST(Recipe, ObserversAreCalledOneAtATime) {
  set_thread_count(4);
  std::atomic<int> inside = 0;
  std::atomic<bool> overlap = false;
  int calls = 0;  // not atomic: the sanitizer for threads tells
  TrainingObserver observer;
  observer.epoch = [&](const EpochRecord&, int) {
    overlap = overlap || ++inside > 1;
    ++calls;
    --inside;
  };
  train(example_config("auto"), parse_table(example_csv(300)), nullptr, {observer});
  set_thread_count(0);
  EXPECT_FALSE(overlap);
  EXPECT_GT(calls, 8);
}

TEST(Recipe, UnknownNameListsTheKnown) {
  EXPECT_THAT(error_of(example_config("tree"), example_csv(20)), AllOf(HasSubstr("tree"), HasSubstr("logistic")));
}

TEST(Recipe, BadTargetsAndWeightsAreErrors) {
  Config config = example_config("logistic");
  EXPECT_THAT(error_of(config, "x,y\n1,yes\n2,yes\n"), HasSubstr("yes"));
  EXPECT_THAT(error_of(config, "x,y\n1,a\n2,b\n3,c\n"), HasSubstr("c"));
  EXPECT_THAT(error_of(config, "x,y\n1,a\n2,b\n3,\n"), AllOf(HasSubstr("t.csv:4"), HasSubstr("--drop-unlabelled")));
  config.data.drop_unlabelled = true;
  EXPECT_EQ(error_of(config, "x,y\n1,a\n2,b\n3,\n4,a\n5,b\n"), "no error");
  config.data.weight = "w";
  EXPECT_THAT(error_of(config, "x,w,y\n1,0,a\n2,1,b\n3,2,b\n"), HasSubstr("weight above 0"));
  EXPECT_THAT(error_of(config, "x,w,y\n1,-1,a\n2,1,b\n"), HasSubstr("t.csv:2"));
}

TEST(Recipe, DroppedColumnsAreNoted) {
  const Classifier model =
      train(example_config("mlp"), parse_table("x,c,y\n1,5,a\n2,5,b\n3,5,a\n4,5,b\n5,5,a\n"), nullptr);
  EXPECT_THAT(model.report.notes, testing::Contains(HasSubstr("\"c\" is not used")));
}

TEST(Recipe, NamesNoDirectoriesOfTheMachine) {
  Config config = example_config("logistic");
  config.output.model = "/home/me/models/m.json";
  config.output.log = "logs/run.jsonl";
  config.data.train = "/home/me/data/t.csv";
  const Classifier model = train(config, parse_table(example_csv(200)), nullptr);
  Config stored;
  read_config(model.report.settings, "settings", "", stored);
  EXPECT_EQ(stored.output.model, "m.json");
  EXPECT_EQ(stored.output.log, "logs/run.jsonl");
  EXPECT_EQ(stored.data.train, "t.csv");
}

TEST(Recipe, ThresholdFollowsTheRule) {
  Config config = example_config("logistic");
  config.decision.rule = "0.3";
  EXPECT_EQ(train(config, parse_table(example_csv(200)), nullptr).threshold, 0.3);
  config.decision.rule = "cost:fp=1,fn=9";
  const Classifier model = train(config, parse_table(example_csv(2000)), nullptr);
  EXPECT_EQ(model.threshold, 0.1);  // 1/(1 + 9): the probabilities are calibrated
  EXPECT_EQ(model.threshold_rule, "cost:fp=1,fn=9");
}

TEST(ClassFactors, BalancedMakesClassesWeighTheSame) {
  const LabelledRows rows{nullptr, {0, 1, 2, 3}, Vector{{1, 0, 0, 0}}, {}};
  LossConfig loss;
  loss.class_weight = "balanced";
  const ClassFactors factors = class_factors(loss, rows);
  EXPECT_DOUBLE_EQ(factors.positive * 1, factors.negative * 3);
  EXPECT_DOUBLE_EQ(factors.positive * 1 + factors.negative * 3, 4);
}

/// Large enough that features lie in a file.
TEST(MemoryLimit, GivesTheSameLogisticRegression) {
  const std::string csv = example_csv(100'000);
  Config config = example_config("logistic");
  const Classifier unlimited = train(config, parse_table(csv), nullptr);
  set_memory_limit(1);
  config.training.memory = "1";
  const Classifier limited = train(config, parse_table(csv), nullptr);
  set_memory_limit(0);
  EXPECT_EQ(print_model(limited), print_model(unlimited));
}

}  // namespace
}  // namespace binet
