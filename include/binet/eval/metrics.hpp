#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace binet {

/// What metrics are computed from. All spans have n entries; weight may be empty (every row counts 1).
struct Predictions {
  std::span<const double> probability;  ///< of the positive class
  std::span<const double> target;       ///< 0 or 1
  std::span<const double> weight;
  double threshold = 0.5;  ///< predicted positive: probability ≥ threshold
};

/// A figure of merit. To add one: one row in the table of metrics.cpp.
struct Metric {
  std::string_view name;
  std::string_view summary;
  bool higher_is_better;
  double (*evaluate)(const Predictions&);  ///< NaN where undefined, as ROC AUC with one class
};

std::span<const Metric> metrics();

/// Throws UsageError that lists the known names.
const Metric& metric(std::string_view name);

/// Weighted counts.
struct ConfusionMatrix {
  double true_positive = 0, false_positive = 0, true_negative = 0, false_negative = 0;
};
ConfusionMatrix confusion_matrix(const Predictions&);

/// Mean predicted probability against observed share, by equal-width bin of probability.
struct CalibrationBin {
  double lower = 0, upper = 0;
  double weight = 0;  ///< Σ of weights in the bin
  double mean_probability = 0, observed_share = 0;
};
std::vector<CalibrationBin> calibration_curve(const Predictions&, int bins = 10);

/// Intercept and slope of logit P(y) on logit p (Cox 1958), with standard errors; NaN where they do not exist.
struct CalibrationLine {
  double intercept = 0, slope = 0, intercept_error = 0, slope_error = 0;
};
CalibrationLine calibration_line(const Predictions&);

}  // namespace binet
