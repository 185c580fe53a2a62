#include "features/distribution.hpp"

#include <algorithm>
#include <utility>

namespace binet::detail {

std::vector<double> hybrid_edges(const Distribution& numbers, int bins) {
  std::vector<double> values = numbers.distinct();
  const auto edges = static_cast<std::size_t>(bins) + 1;
  if (values.size() <= edges) return values;
  const Distribution distinct(std::move(values), {});
  std::vector<double> ends;
  const auto take = [&](const Distribution& from, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      ends.push_back(from.quantile(count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 0.5));
    }
  };
  take(numbers, edges - edges / 2);
  take(distinct, edges / 2);
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  return ends;
}

}  // namespace binet::detail
