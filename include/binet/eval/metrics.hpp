#pragma once

#include "binet/eval/calibration_metrics.hpp"
#include "binet/eval/confusion_matrix.hpp"
#include "binet/eval/prediction_summary.hpp"
#include "binet/eval/predictions.hpp"

#include <span>
#include <string_view>

namespace binet {

/// A figure of merit. Where several are asked of the same predictions, one PredictionSummary serves all. To add one:
/// one row in the table of metrics.cpp.
struct Metric {
  std::string_view name;
  std::string_view summary;
  bool higher_is_better;
  double lowest, highest;                        ///< the values it can take
  double (*evaluate)(const PredictionSummary&);  ///< NaN where undefined, as ROC AUC with one class
  double (*standard_error)(
      const PredictionSummary&);  ///< of the value as an estimate from n rows; null if none is known
};

std::span<const Metric> metrics();

/// Throws UsageError that lists the known names.
const Metric& metric(std::string_view name);

/// A metric with its uncertainty; all but the value are NaN where no standard error is known.
struct MetricInterval {
  double value = 0;
  double standard_error = 0;
  double lower = 0, upper = 0;  ///< 95 %, by the normal approximation, cut to the metric's range
};
MetricInterval evaluate_with_interval(const Metric&, const PredictionSummary&);

}  // namespace binet
