#pragma once

#include "binet/eval/predictions.hpp"

#include <span>
#include <string_view>

namespace binet {

class PredictionSummary;

/// A metric with its uncertainty; everything but the value is NaN if the uncertainty is unknown.
struct MetricInterval {
  double value = 0;
  double standard_error = 0;     ///< also NaN if the rows show no spread, e.g. 4 hits in 4
  double lower = 0, upper = 0;   ///< 95% interval, within the metric's range
};

/// How the confidence interval of a metric is computed.
enum class IntervalKind {
  none,
  normal,  ///< value ± 1.96 standard errors
  share,   ///< Wilson (1927) with the effective number of rows; for values 0 and 1, Clopper and Pearson (1934)
  auc,     ///< normal on the logit scale; for values 0 and 1, as a share of the rarer class
};

/// A metric. If several metrics of the same predictions are needed, one PredictionSummary serves all. To add one, add a
/// row to the table of metrics.cpp.
struct Metric {
  std::string_view name;
  std::string_view summary;
  bool higher_is_better;
  double lowest, highest;                        ///< the values it can take
  double (*evaluate)(const PredictionSummary&);  ///< NaN if undefined, e.g. ROC AUC with one class
  double (*standard_error)(
      const PredictionSummary&);  ///< as an estimate from n rows; null if none is known
  IntervalKind interval = IntervalKind::none;
  double (*rows)(const PredictionSummary&) = nullptr;  ///< effective number of equally weighted rows of a share
  bool of_labels = false;                              ///< depends on the labels at the threshold
};

std::span<const Metric> metrics();

/// Throws UsageError listing the known names.
const Metric& metric(std::string_view name);

/// The interval of a value of which only the standard error is known. Without one, or for a share or an AUC of 0 or 1,
/// the bounds are NaN.
MetricInterval interval_of(const Metric&, double value, double standard_error);
MetricInterval evaluate_with_interval(const Metric&, const PredictionSummary&);
/// The same for one metric of these predictions.
MetricInterval evaluate_with_interval(const Metric&, const Predictions&);

}  // namespace binet
