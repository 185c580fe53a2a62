#pragma once

#include <algorithm>
#include <limits>

namespace binet::detail {

/// 0 and 1 become the nearest doubles inside (0, 1), so that logarithms of p and 1 − p are finite: the log loss of a
/// certain and wrong prediction is 744 at p = 0 and 36.7 at p = 1, as far as doubles reach on either side.
inline double inside_unit_interval(double probability) {
  constexpr double kLargestBelowOne = 1 - std::numeric_limits<double>::epsilon() / 2;
  return std::clamp(probability, std::numeric_limits<double>::denorm_min(), kLargestBelowOne);
}

}  // namespace binet::detail
