#pragma once

#include <algorithm>
#include <limits>

namespace binet::detail {

/// Replaces 0 and 1 by the nearest doubles inside (0, 1), so that the logarithms of p and 1 − p are finite: the log
/// loss of a wrong prediction is at most 744 for p = 0 and 36.7 for p = 1, the limits of double.
inline double inside_unit_interval(double probability) {
  constexpr double kLargestBelowOne = 1 - std::numeric_limits<double>::epsilon() / 2;
  return std::clamp(probability, std::numeric_limits<double>::denorm_min(), kLargestBelowOne);
}

}  // namespace binet::detail
