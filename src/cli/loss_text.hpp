#pragma once

#include "binet/eval/metrics.hpp"
#include "cli/format_text.hpp"

#include <string>

namespace binet {

/// With rare positives, losses are so small that four decimals would show 0.
inline bool is_small(double loss) { return loss > 0 && loss < 1e-3; }

/// "0.0555", or "5.550e-04".
inline std::string loss_text(double loss) {
  return is_small(loss) ? format_text("%.3e", loss) : format_text("%.4f", loss);
}

/// Whether a metric is a loss, of which 0 is the best value.
inline bool is_loss(const Metric& metric) { return !metric.higher_is_better && metric.lowest == 0; }

}  // namespace binet
