#include "binet/eval/metrics.hpp"
#include "eval/calibration_metrics.hpp"
#include "eval/prediction_summary.hpp"

#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "math/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

namespace binet {
namespace {

using ::testing::HasSubstr;
using ::testing::Property;
using ::testing::Throws;

constexpr double kTolerance = 1e-12;

/// Predictions that own their rows.
struct Rows {
  std::vector<double> probability, target, weight;
  double threshold = 0.5;
  operator Predictions() const { return {probability, target, weight, threshold}; }
  operator PredictionSummary() const { return Predictions(*this); }
};

double value(std::string_view name, const Predictions& p) {
  return metric(name).evaluate(p);
}

/// Equal to 1e-12, relative to numbers above 1; null means NaN.
void expect_equal(double actual, const nlohmann::json& expected, const std::string& what) {
  if (expected.is_null()) {
    EXPECT_TRUE(std::isnan(actual)) << what << " is " << actual;
  } else {
    const auto number = expected.get<double>();
    EXPECT_NEAR(actual, number, kTolerance * std::max(1.0, std::abs(number))) << what;
  }
}

nlohmann::json fixtures() {
  return nlohmann::json::parse(std::ifstream(std::string(BINET_SOURCE_DIR) + "/tests/reference/metrics.json"));
}

TEST(Metrics, EqualScikitLearn) {
  for (const auto& fixture : fixtures()) {
    const Rows rows{fixture["probability"], fixture["target"], fixture["weight"], fixture["threshold"]};
    const std::string name = fixture["name"];
    const auto& expected = fixture["expected"];
    ASSERT_EQ(expected["values"].size(), metrics().size());
    for (const Metric& metric : metrics()) {
      expect_equal(metric.evaluate(rows), expected["values"].at(std::string(metric.name)),
                   name + ": " + std::string(metric.name));
    }
    for (const auto& [metric_name, error] : expected["errors"].items()) {
      expect_equal(metric(metric_name).standard_error(rows), error, name + ": error of " + metric_name);
    }
    const ConfusionMatrix counts = confusion_matrix(rows);
    expect_equal(counts.true_positive, expected["confusion"]["true_positive"], name);
    expect_equal(counts.false_positive, expected["confusion"]["false_positive"], name);
    expect_equal(counts.true_negative, expected["confusion"]["true_negative"], name);
    expect_equal(counts.false_negative, expected["confusion"]["false_negative"], name);
  }
}

TEST(Metrics, CountsGiveTheMetricsOfTheRows) {
  const Rows rows{{0.9, 0.8, 0.6, 0.4, 0.3, 0.1}, {1, 0, 1, 1, 0, 0}, {1, 2, 0.5, 3, 1, 1}};
  const ConfusionMatrix counts = confusion_matrix(rows);
  EXPECT_NEAR(value("accuracy", rows), accuracy(counts), kTolerance);
  EXPECT_NEAR(value("precision", rows), precision(counts), kTolerance);
  EXPECT_NEAR(value("recall", rows), recall(counts), kTolerance);
  EXPECT_NEAR(value("specificity", rows), specificity(counts), kTolerance);
  EXPECT_NEAR(value("f1", rows), f1(counts), kTolerance);
}

TEST(Metrics, RowsOfWeightZeroChangeNothing) {
  const Rows without{{0.9, 0.2, 0.6, 0.4, 0.35}, {1, 0, 0, 1, 1}, {1, 2, 1, 2, 1}};
  const Rows with{{0.9, 0.2, 0.6, 0.4, 0.35, 0.01, 0.5}, {1, 0, 0, 1, 1, 1, 0}, {1, 2, 1, 2, 1, 0, 0}};
  for (const Metric& metric : metrics()) {
    EXPECT_DOUBLE_EQ(metric.evaluate(with), metric.evaluate(without)) << metric.name;
    if (metric.standard_error) {
      EXPECT_DOUBLE_EQ(metric.standard_error(with), metric.standard_error(without)) << metric.name;
    }
  }
}

TEST(Metrics, RocAucOfManyRowsIsTheShareOfPairsInOrder) {
  Rows rows;
  Random random(5);
  for (int i = 0; i < 5000; ++i) {
    rows.probability.push_back(i % 3 ? std::pow(random.uniform(), 8) : std::round(20 * random.uniform()) / 20);
    rows.target.push_back(random.uniform() < 0.3 + 0.4 * rows.probability.back() ? 1 : 0);
  }
  double in_order = 0, pairs = 0;
  for (std::size_t i = 0; i < rows.target.size(); ++i) {
    for (std::size_t j = 0; j < rows.target.size(); ++j) {
      if (!(rows.target[i] > rows.target[j])) continue;
      const double difference = rows.probability[i] - rows.probability[j];
      in_order += difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
      ++pairs;
    }
  }
  EXPECT_NEAR(value("roc_auc", rows), in_order / pairs, kTolerance);
}

/// More rows than are summed at one go.
Rows many_rows(std::size_t count) {
  Rows rows;
  Random random(7);
  for (std::size_t i = 0; i < count; ++i) {
    rows.probability.push_back(std::pow(random.uniform(), 4));
    rows.target.push_back(random.uniform() < std::sqrt(rows.probability.back()) ? 1 : 0);
    rows.weight.push_back(i % 10 == 0 ? 0 : 0.5 + random.uniform());
  }
  return rows;
}

TEST(Metrics, ManyRowsGiveTheMetricsOfPlainSums) {
  const Rows rows = many_rows(70'000);
  double log_loss = 0, brier = 0, right = 0, sum = 0;
  for (std::size_t i = 0; i < rows.target.size(); ++i) {
    const double p = rows.probability[i], y = rows.target[i], w = rows.weight[i];
    log_loss -= w * std::log(y > 0 ? p : 1 - p);
    brier += w * (p - y) * (p - y);
    right += (p >= 0.5) == (y > 0) ? w : 0;
    sum += w;
  }
  EXPECT_NEAR(value("log_loss", rows), log_loss / sum, kTolerance);
  EXPECT_NEAR(value("brier", rows), brier / sum, kTolerance);
  EXPECT_NEAR(value("accuracy", rows), right / sum, kTolerance);
  double curve_weight = 0;
  for (const CalibrationBin& bin : calibration_curve(rows)) curve_weight += bin.weight;
  EXPECT_NEAR(curve_weight, sum, kTolerance * sum);
  // P(y) is the root of p, whose logit against that of p is steeper than a half and below 1.
  EXPECT_GT(value("calibration_slope", rows), 0.5);
  EXPECT_LT(value("calibration_slope", rows), 1);
}

TEST(Metrics, WeightsOfOneChangeNothing) {
  Rows rows = many_rows(70'000);
  for (std::size_t i = 0; i < rows.probability.size(); i += 5) rows.probability[i] = i % 3 ? 0.25 : 0;  // ties
  rows.weight.assign(rows.probability.size(), 1);
  Rows without = rows;
  without.weight.clear();
  for (const Metric& metric : metrics()) {
    EXPECT_EQ(metric.evaluate(rows), metric.evaluate(without)) << metric.name;
    if (metric.standard_error) {
      EXPECT_EQ(metric.standard_error(rows), metric.standard_error(without)) << metric.name;
    }
  }
}

TEST(Metrics, HaveTheSameBitsOnAnyNumberOfThreads) {
  const Rows rows = many_rows(100'000);
  set_thread_count(1);
  std::vector<double> expected;
  for (const Metric& metric : metrics()) expected.push_back(metric.evaluate(rows));
  for (const int threads : {2, 3, 16}) {
    set_thread_count(threads);
    const PredictionSummary summary = rows;
    for (std::size_t m = 0; m < expected.size(); ++m) {
      EXPECT_EQ(metrics()[m].evaluate(summary), expected[m]) << metrics()[m].name << ' ' << threads;
    }
  }
  set_thread_count(0);
}

TEST(Metrics, AreNaNWithoutRows) {
  for (const Metric& metric : metrics()) EXPECT_TRUE(std::isnan(metric.evaluate(Rows{}))) << metric.name;
}

TEST(Metrics, LogLossOfCertainAndWrongIsLargeButFinite) {
  EXPECT_NEAR(value("log_loss", Rows{{0.0}, {1}, {}}), -std::log(std::numeric_limits<double>::denorm_min()), 1e-9);
  EXPECT_NEAR(value("log_loss", Rows{{1.0}, {0}, {}}), 53 * std::log(2), 1e-9);
  EXPECT_NEAR(value("log_loss", Rows{{0.0, 1.0}, {0, 1}, {}}), 0, 1e-15);
  EXPECT_NEAR(value("log_loss", Rows{{1e-300}, {1}, {}}), 300 * std::log(10), 1e-9);
}

TEST(Metrics, ErrorsOfSharesAreBinomial) {
  const Rows rows{{0.9, 0.9, 0.9, 0.1, 0.1, 0.1}, {1, 1, 0, 1, 0, 0}, {}};
  EXPECT_NEAR(metric("accuracy").standard_error(rows), std::sqrt(4.0 / 6 * 2.0 / 6 / 5), kTolerance);
  EXPECT_NEAR(metric("recall").standard_error(rows), std::sqrt(2.0 / 3 * 1.0 / 3 / 2), kTolerance);
}

TEST(Metrics, IntervalsHoldTheValueAndStayInRange) {
  const Rows rows{{0.9, 0.8, 0.7, 0.2, 0.3, 0.6}, {1, 1, 1, 0, 0, 0}, {}};
  const MetricInterval brier = evaluate_with_interval(metric("brier"), Predictions(rows));
  EXPECT_NEAR(brier.upper - brier.value, 1.959963984540054 * brier.standard_error, kTolerance);
  const MetricInterval accuracy = evaluate_with_interval(metric("accuracy"), Predictions(rows));
  EXPECT_LT(accuracy.lower, accuracy.value);
  EXPECT_GT(accuracy.upper, accuracy.value);
  EXPECT_LT(accuracy.upper, 1);
  EXPECT_TRUE(std::isnan(evaluate_with_interval(metric("mcc"), Predictions(rows)).lower));
}

TEST(Metrics, IntervalsOfStoredFiguresAreThoseOfTheRows) {
  const Rows rows{{0.9, 0.8, 0.7, 0.2, 0.3, 0.6, 0.4}, {1, 1, 1, 0, 0, 0, 1}, {}};
  for (const Metric& each : metrics()) {
    const MetricInterval found = evaluate_with_interval(each, Predictions(rows));
    const MetricInterval again = interval_of(each, found.value, found.standard_error);
    const bool shows_spread = found.standard_error > 0;
    EXPECT_TRUE(shows_spread ? again.lower == found.lower && again.upper == found.upper : std::isnan(again.lower))
        << each.name;
  }
}

TEST(Metrics, ThoseOfLabelsAloneDependOnTheThreshold) {
  Rows rows{{0.1, 0.2, 0.3, 0.45, 0.55, 0.7, 0.8, 0.9}, {0, 0, 1, 1, 1, 0, 1, 1}, {}};
  Rows other = rows;
  other.threshold = 0.15;
  for (const Metric& metric : metrics()) {
    EXPECT_EQ(metric.evaluate(rows) != metric.evaluate(other), metric.of_labels) << metric.name;
  }
}

TEST(Metrics, UnknownNameListsTheKnownOnes) {
  EXPECT_THAT([] { metric("auc"); }, Throws<UsageError>(Property(&Error::what, HasSubstr("roc_auc"))));
}

TEST(Calibration, CurveBinsByProbability) {
  const Rows rows{{0.0, 0.2, 0.1, 1.0, 0.95}, {0, 1, 0, 1, 0}, {1, 1, 2, 3, 1}};
  const auto curve = calibration_curve(rows, 5);
  ASSERT_EQ(curve.size(), 5u);
  EXPECT_DOUBLE_EQ(curve[0].weight, 4);  // upper edges belong to their bin
  EXPECT_DOUBLE_EQ(curve[0].mean_probability, 0.1);
  EXPECT_DOUBLE_EQ(curve[0].observed_share, 0.25);
  EXPECT_DOUBLE_EQ(curve[2].weight, 0);
  EXPECT_TRUE(std::isnan(curve[2].mean_probability));
  EXPECT_DOUBLE_EQ(curve[4].lower, 0.8);
  EXPECT_DOUBLE_EQ(curve[4].observed_share, 0.75);
}

TEST(Calibration, LineRecoversSlopeAndIntercept) {
  // Shares of positives that lie exactly on logit(share) = 0.5 + 0.6 · logit(p), as weights.
  Rows rows;
  for (const double p : {0.02, 0.1, 0.3, 0.5, 0.8, 0.99}) {
    const double share = 1 / (1 + std::exp(-0.5 - 0.6 * std::log(p / (1 - p))));
    for (const double target : {1.0, 0.0}) {
      rows.probability.push_back(p);
      rows.target.push_back(target);
      rows.weight.push_back(target > 0 ? share : 1 - share);
    }
  }
  const CalibrationLine line = calibration_line(rows);
  EXPECT_NEAR(line.intercept, 0.5, kTolerance);
  EXPECT_NEAR(line.slope, 0.6, kTolerance);
}

TEST(Calibration, LineExistsWhenAProbabilityIsExactlyZeroOrOne) {
  const CalibrationLine line = calibration_line(Rows{{0.0, 1.0, 0.6, 0.4, 1.0, 0.5}, {0, 1, 0, 1, 1, 1}, {}});
  EXPECT_TRUE(std::isfinite(line.slope) && std::isfinite(line.intercept) && std::isfinite(line.slope_error));
  EXPECT_GT(line.slope, 0);
}

TEST(CalibrationLine, IsUndefinedWhereNobodyCouldActOnIt) {
  EXPECT_TRUE(slope_is_determined(1.2, 0.4));
  EXPECT_TRUE(slope_is_determined(100, 10)) << "far too cautious, and surely so";
  EXPECT_FALSE(slope_is_determined(16.31, 808.9));
  EXPECT_FALSE(slope_is_determined(-6.9, 60));
  EXPECT_FALSE(slope_is_determined(1e7, 2e6)) << "logits differ by rounding";
  EXPECT_EQ(reason_for_no_line(1), "the classes are separated");
  EXPECT_EQ(reason_for_no_line(0), "the classes are separated in reverse order");
  EXPECT_EQ(reason_for_no_line(0.995), "the classes are nearly separated");
  EXPECT_EQ(reason_for_no_line(0.5), "the probabilities hardly differ");
  EXPECT_EQ(reason_for_no_line(std::numeric_limits<double>::quiet_NaN()), "the rows are of one class");
}

}  // namespace
}  // namespace binet
