#include "train/judged_rows.hpp"

#include "math/random.hpp"
#include "model/scored_logits.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

/// Probabilities that say nothing of the target.
ScoredRows noise(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  ScoredRows rows;
  for (std::size_t i = 0; i < count; ++i) {
    rows.probability.push_back(random.uniform());
    rows.logit.push_back(std::log(rows.probability.back() / (1 - rows.probability.back())));
    rows.target.push_back(i % 2 == 0 ? 1 : 0);
  }
  return rows;
}

double accuracy_of(const ScoredRows& rows) {
  return PredictionSummary(rows.view()).counts().true_positive / static_cast<double>(rows.target.size()) +
         PredictionSummary(rows.view()).counts().true_negative / static_cast<double>(rows.target.size());
}

TEST(JudgedRows, LabelsAreByThresholdsOfOtherRows) {
  const DecisionRule rule = parse_decision_rule("accuracy");
  double own = 0, others = 0;
  constexpr int kTables = 40;
  for (std::uint64_t seed = 0; seed < kTables; ++seed) {
    ScoredRows rows = noise(60, seed);
    rows.threshold = choose_threshold(rule, rows.view());
    own += accuracy_of(rows) / kTables;
    others += accuracy_of({label_by_others(rule, rows, Random(1)), rows.target, {}}) / kTables;
  }
  EXPECT_GT(own, 0.55) << "a threshold looks better than chance on the rows that chose it";
  EXPECT_NEAR(others, 0.5, 0.03);
}

TEST(JudgedRows, AGivenThresholdKeepsTheirLabels) {
  ScoredRows rows = noise(20, 1);
  rows.threshold = 0.3;
  const std::vector<double> labels = label_by_others(parse_decision_rule("0.3"), rows, Random(1));
  for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(labels[i] > 0.5, rows.probability[i] >= 0.3);
}

/// Precision of 0.9 cannot be had without the only rows that have it: the threshold stays that of all.
TEST(JudgedRows, WithoutAThresholdAmongOthersTakeThatOfAll) {
  ScoredRows rows;
  rows.probability = {0.9, 0.4, 0.3, 0.5, 0.6, 0.7};
  rows.target = {1, 1, 1, 0, 0, 0};
  rows.threshold = 0.8;
  const std::vector<double> labels = label_by_others(parse_decision_rule("precision>=0.9"), rows, Random(1));
  EXPECT_EQ(labels, (std::vector<double>{1, 0, 0, 0, 0, 0}));
}

TEST(JudgedRows, MetricsOfLabelsUseThem) {
  const ScoredRows rows = noise(40, 3);
  const JudgedRows judged(rows, {}, rows.target), plain(rows, {});
  for (const char* name : {"accuracy", "balanced_accuracy", "precision", "recall", "specificity", "f1", "mcc"}) {
    EXPECT_NEAR(judged.evaluate(metric(name)).value, 1, 1e-12) << name;
  }
  for (const char* name : {"log_loss", "brier", "roc_auc", "average_precision", "ece", "calibration_slope"}) {
    EXPECT_EQ(judged.evaluate(metric(name)).value, plain.evaluate(metric(name)).value) << name;
  }
}

/// Fits that saw more positives are higher: across folds rows rank backwards, although each fit ranks its own rightly.
TEST(JudgedRows, TheRocAucComparesRowsOfOneFold) {
  const VectorD logit{{0.2, 0.1, 1.2, 1.1, 2.2, 2.1}};
  Vector target(6);
  target << 1, 0, 1, 0, 1, 0;
  const ScoredRows rows = score_logits(logit, target, {});
  const auto area = [&](std::vector<Index> fold) {
    return JudgedRows(rows, {.fold = std::move(fold), .ranked_in_folds = true}).evaluate(metric("roc_auc")).value;
  };
  EXPECT_EQ(area({1, 1, 2, 2, 3, 3}), 1);
  EXPECT_NEAR(area({}), 6.0 / 9, 1e-12);
  EXPECT_NEAR(area({1, 2, 3, 4, 5, 6}), 6.0 / 9, 1e-12) << "no fold has rows of both classes";
  EXPECT_NEAR(area({1, 1, 2, 2, 0, 0}), 6.0 / 9, 1e-12) << "a fold is not known";
}

}  // namespace
}  // namespace binet
