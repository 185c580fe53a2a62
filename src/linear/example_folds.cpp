#include "linear/example_folds.hpp"

#include "math/random.hpp"

#include <algorithm>
#include <array>
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

std::vector<Index> fold_numbers(const std::vector<Split>& folds, Index examples) {
  std::vector<Index> numbers(static_cast<std::size_t>(examples));
  for (std::size_t f = 0; f < folds.size(); ++f) {
    for (const Index place : folds[f].validation) numbers[static_cast<std::size_t>(place)] = static_cast<Index>(f) + 1;
  }
  return numbers;
}

namespace {

std::array<double, 2> class_weights(const Examples& examples) {
  std::array<double, 2> sum{};
  for (Index i = 0; i < examples.rows(); ++i) {
    sum[examples.target[i] > Scalar{0.5} ? 1 : 0] +=
        examples.weight.size() > 0 ? static_cast<double>(examples.weight[i]) : 1.0;
  }
  return sum;
}

}  // namespace

Examples gather_at_shares(const Examples& all, std::span<const Index> training) {
  Examples part = all.gather(training);
  const std::array<double, 2> of_all = class_weights(all), of_part = class_weights(part);
  if (of_part[0] == 0 || of_part[1] == 0) return part;
  const double share = (of_part[0] + of_part[1]) / (of_all[0] + of_all[1]);
  if (part.weight.size() == 0) part.weight = Vector::Ones(part.rows());
  for (Index i = 0; i < part.rows(); ++i) {
    const std::size_t label = part.target[i] > Scalar{0.5} ? 1 : 0;
    part.weight[i] *= static_cast<Scalar>(share * of_all[label] / of_part[label]);
  }
  return part;
}

}  // namespace binet::detail
