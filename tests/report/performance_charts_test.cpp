#include "model/example_models.hpp"
#include "report/chart_parts.hpp"
#include "report/performance.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

/// Bins of one row of each class per probability.
ScoreBins bins_at(const std::vector<double>& probabilities) {
  const std::vector<double> ones(probabilities.size(), 1);
  std::vector<double> sums;
  for (const double p : probabilities) sums.push_back(2 * p);
  return {probabilities, ones, ones, sums};
}

TEST(ShownProbabilities, AreAllUnlessRowsLieInASmallPart) {
  using Range = std::pair<double, double>;
  EXPECT_EQ(shown_probabilities(bins_at({0.01, 0.2, 0.9})), Range(0, 1));
  EXPECT_EQ(shown_probabilities(bins_at({0.0001, 0.003, 0.0078})), Range(0, 0.008));
  const auto [low, high] = shown_probabilities(bins_at({0.41, 0.45, 0.49}));
  EXPECT_NEAR(low, 0.4, 1e-12);
  EXPECT_NEAR(high, 0.5, 1e-12);
  EXPECT_EQ(shown_probabilities(bins_at({0.3})), Range(0, 1)) << "one probability has no range";
}

/// With few positives every probability is small; charts over the whole of [0, 1] would show lines on their axes.
TEST(PerformanceCharts, ShowSmallProbabilities) {
  const Classifier model = example_model("logistic");
  const ReportSource source{.model = model, .model_name = "m.json"};
  ReportData report = make_report(source);
  report.performance.bins = {{0.0001, 0.002, 0.004}, {1, 2, 3}, {9000, 1000, 500}, {1, 3, 2}};
  for (const AnyChart& any : performance_charts(report)) {
    const Chart& chart = std::get<Chart>(any);
    if (chart.id == "calibration" || chart.id == "distribution" || chart.id == "decision") {
      EXPECT_LT(chart.x_range.second, 0.01) << chart.id;
    }
    if (chart.id == "precision-recall") {
      EXPECT_LT(chart.y_range.second, 0.05);
    }
  }
}

/// A last group of a few rows would have an interval so wide that the axes show nothing else.
TEST(CalibrationGroups, AFewLastRowsJoinTheGroupBeforeThem) {
  ScoreBins bins;
  for (int i = 0; i < 78; ++i) {
    bins.lower.push_back(0.001 * i);
    bins.positive.push_back(0);
    bins.negative.push_back(100);
    bins.probability.push_back(0.1 * i);
  }
  bins.negative.back() = 3;
  const CalibrationGroups groups = calibration_groups(bins);
  EXPECT_LT(groups.high.back(), 0.02);
  EXPECT_LT(groups.top, 0.2);
}

}  // namespace
}  // namespace binet
