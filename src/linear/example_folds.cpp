#include "linear/example_folds.hpp"

#include "binet/math/random.hpp"

#include <algorithm>
#include <numeric>

namespace binet::detail {

std::vector<Split> deal_folds(const Vector& target, std::size_t count, std::uint64_t seed) {
  std::vector<Index> order(static_cast<std::size_t>(target.size()));
  std::iota(order.begin(), order.end(), Index{0});
  Random(seed).shuffle(std::span(order));
  std::stable_partition(order.begin(), order.end(), [&](Index i) { return target[i] > Scalar{0.5}; });
  std::vector<Split> folds(count);
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t f = 0; f < count; ++f)
      (i % count == f ? folds[f].validation : folds[f].training).push_back(order[i]);
  }
  for (Split& fold : folds) {
    std::ranges::sort(fold.validation);
    std::ranges::sort(fold.training);
  }
  return folds;
}

}  // namespace binet::detail
