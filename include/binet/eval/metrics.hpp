#pragma once

#include "binet/eval/calibration_metrics.hpp"
#include "binet/eval/confusion_matrix.hpp"
#include "binet/eval/prediction_summary.hpp"
#include "binet/eval/predictions.hpp"

#include <span>
#include <string_view>

namespace binet {

/// A metric with its uncertainty; all but the value are NaN where none is known.
struct MetricInterval {
  double value = 0;
  double standard_error = 0;     ///< NaN also where the rows show no spread, as of 4 hits in 4
  double lower = 0, upper = 0;   ///< 95 %, within the metric's range
};

/// How the interval of a metric is found.
enum class IntervalKind {
  none,
  normal,  ///< value ± 1.96 standard errors
  share,   ///< Wilson (1927), with as many rows as give that standard error; Clopper and Pearson (1934) of 0 and 1
  auc,     ///< normal on the logit scale; of 0 and 1 that of a share of the rows of the rarer class
};

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
  IntervalKind interval = IntervalKind::none;
  double (*rows)(const PredictionSummary&) = nullptr;  ///< a share's: how many equally weighted rows it is worth
};

std::span<const Metric> metrics();

/// Throws UsageError that lists the known names.
const Metric& metric(std::string_view name);

MetricInterval evaluate_with_interval(const Metric&, const PredictionSummary&);

}  // namespace binet
