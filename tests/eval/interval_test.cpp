#include "binet/eval/metrics.hpp"
#include "eval/prediction_summary.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string_view>
#include <vector>

namespace binet {
namespace {

struct Rows {
  std::vector<double> probability, target, weight = {}, logit = {};
  operator PredictionSummary() const { return Predictions{probability, target, weight, 0.5, logit}; }
};

void expect_interval(std::string_view name, const Rows& rows, double lower, double upper) {
  const MetricInterval found = evaluate_with_interval(metric(name), rows);
  EXPECT_NEAR(found.lower, lower, 1e-9) << name;
  EXPECT_NEAR(found.upper, upper, 1e-9) << name;
}

const Rows kSeparated{{0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2, 0.1}, {1, 1, 1, 1, 0, 0, 0, 0}};

// Limits as of tests/reference/intervals.R.

TEST(Intervals, SharesHaveWilsonsInterval) {
  expect_interval("accuracy", {{0.9, 0.9, 0.9, 0.9, 0.9, 0.1, 0.1, 0.9, 0.9}, {1, 1, 1, 1, 1, 0, 0, 0, 0}},
                  0.4525889691, 0.9367748929);
}

TEST(Intervals, RowsWithoutSpreadHaveAnExactOneAndNoStandardError) {
  for (const char* name : {"recall", "precision", "specificity", "roc_auc"}) {
    expect_interval(name, kSeparated, 0.3976353644, 1);
    EXPECT_TRUE(std::isnan(evaluate_with_interval(metric(name), kSeparated).standard_error)) << name;
  }
  Rows reversed = kSeparated;
  for (double& target : reversed.target) target = 1 - target;
  expect_interval("recall", reversed, 0, 0.6023646356);
  expect_interval("roc_auc", reversed, 0, 0.6023646356);
}

TEST(Intervals, AreasHaveDeLongsIntervalOnTheLogitScale) {
  expect_interval("roc_auc", {{0.9, 0.8, 0.75, 0.6, 0.4, 0.3, 0.2, 0.1}, {1, 1, 0, 1, 0, 0, 1, 0}}, 0.2620914844,
                  0.9620337093);
}

TEST(Intervals, OneClassHasNone) {
  const Rows one{{0.9, 0.8, 0.3}, {1, 1, 1}};
  EXPECT_TRUE(std::isnan(evaluate_with_interval(metric("roc_auc"), one).lower));
  EXPECT_TRUE(std::isnan(evaluate_with_interval(metric("specificity"), one).lower));
}

TEST(Intervals, CountEqualWeightsAsRows) {
  Rows weighted = kSeparated;
  weighted.weight.assign(8, 0.25);
  expect_interval("recall", weighted, 0.3976353644, 1);
  expect_interval("roc_auc", weighted, 0.3976353644, 1);
}

TEST(LogLoss, IsComputedFromTheLogit) {
  const Rows high{{1, 1, 1}, {0, 1, 0}, {}, {1000, 1000, 40}}, low{{0, 0, 0}, {1, 0, 1}, {}, {-1000, -1000, -40}};
  EXPECT_NEAR(metric("log_loss").evaluate(high), 1040.0 / 3, 1e-9);
  EXPECT_EQ(metric("log_loss").evaluate(high), metric("log_loss").evaluate(low));
}

}  // namespace
}  // namespace binet
