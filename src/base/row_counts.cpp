#include "base/row_counts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace binet {

double count_factor(std::span<const Scalar> weight) {
  if (std::ranges::all_of(weight, [](Scalar w) { return w == std::floor(w); })) return 1;
  return static_cast<double>(weight.size()) / std::accumulate(weight.begin(), weight.end(), 0.0);
}

}  // namespace binet
