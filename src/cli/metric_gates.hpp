#pragma once

#include "binet/eval/metrics.hpp"
#include "eval/prediction_summary.hpp"

#include <string>
#include <vector>

namespace binet {

/// A bound on a metric from --fail-under or --fail-over.
struct MetricGate {
  const Metric* metric;
  double bound;
  bool under;  ///< true: values below the bound fail; false: values above it
};

/// Parses texts such as "roc_auc=0.9". Throws UsageError for another form or an unknown metric.
std::vector<MetricGate> parse_gates(const std::vector<std::string>& fail_under,
                                    const std::vector<std::string>& fail_over);

/// Empty if the gate is met, otherwise a sentence. An undefined metric fails.
std::string check_gate(const MetricGate&, const PredictionSummary&);

}  // namespace binet
