#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace binet {

/// Linear interpolation between order statistics (type 7 of Hyndman and Fan 1996), R's default. `sorted`: ascending, at
/// least one number.
inline double quantile_of(std::span<const double> sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1), below = std::floor(place);
  const auto at = static_cast<std::size_t>(below);
  const double low = sorted[at], high = sorted[std::min(at + 1, sorted.size() - 1)];
  return low + (place - below) * (high - low);
}

}  // namespace binet
