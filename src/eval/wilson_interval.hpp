#pragma once

#include "math/chi_squared.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace binet {

/// The 95% interval of a share of `rows` equally weighted rows; Wilson, "Probable inference, the law of succession, and
/// statistical inference", JASA 22 (1927). `rows` need not be whole but must be above 0.
inline std::pair<double, double> wilson_interval(double share, double rows) {
  constexpr double squared = kNormalQuantile975 * kNormalQuantile975;
  const double center = (share + squared / (2 * rows)) / (1 + squared / rows);
  const double reach = kNormalQuantile975 / (1 + squared / rows) *
                       std::sqrt(share * (1 - share) / rows + squared / (4 * rows * rows));
  return {std::max(0.0, center - reach), std::min(1.0, center + reach)};
}

}  // namespace binet
