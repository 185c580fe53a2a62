#include "linear/example_sample.hpp"

#include "math/random.hpp"

#include <algorithm>
#include <array>

namespace binet::detail {
namespace {

/// Numbers below `total` in ascending order: one drawn from each of `count` equal intervals.
std::vector<Index> draw_evenly(Index total, Index count, Random& random) {
  std::vector<Index> drawn(static_cast<std::size_t>(count));
  for (Index i = 0; i < count; ++i) {
    const Index begin = total * i / count, end = total * (i + 1) / count;
    drawn[static_cast<std::size_t>(i)] = begin + random.below(end - begin);
  }
  return drawn;
}

std::size_t label_of(const Vector& target, Index row) {
  return target[row] > Scalar{0.5} ? 1 : 0;
}

/// The rows whose index within their class was drawn.
std::vector<Index> rows_drawn(const Vector& target, const std::array<std::vector<Index>, 2>& drawn) {
  std::vector<Index> rows;
  rows.reserve(drawn[0].size() + drawn[1].size());
  std::array<Index, 2> seen{};
  std::array<std::size_t, 2> next{};
  for (Index row = 0; row < target.size(); ++row) {
    const std::size_t label = label_of(target, row);
    if (next[label] < drawn[label].size() && drawn[label][next[label]] == seen[label]) {
      rows.push_back(row);
      ++next[label];
    }
    ++seen[label];
  }
  return rows;
}

}  // namespace

Index rarer_class_size(const Vector& target) {
  const Index positives = (target.array() > Scalar{0.5}).count();
  return std::min(positives, target.size() - positives);
}

ExampleSample sample_examples(const Examples& examples, Index count) {
  const Index n = examples.rows(), positives = (examples.target.array() > Scalar{0.5}).count();
  const std::array<Index, 2> size{n - positives, positives};
  const std::size_t rarer = size[1] <= size[0] ? 1 : 0;
  std::array<Index, 2> taken{};
  taken[rarer] = std::min(size[rarer], count / 2);
  taken[1 - rarer] = std::min(size[1 - rarer], count - taken[rarer]);

  Random random(1);
  std::array<std::vector<Index>, 2> drawn;
  std::array<double, 2> factor{1, 1};
  for (std::size_t label = 0; label < 2; ++label) {
    drawn[label] = draw_evenly(size[label], taken[label], random);
    if (taken[label] > 0) factor[label] = static_cast<double>(size[label]) / static_cast<double>(taken[label]);
  }
  ExampleSample sample{rows_drawn(examples.target, drawn), {}, 0};
  sample.examples = examples.gather(sample.rows);
  Vector& weight = sample.examples.weight;
  if (weight.size() == 0) weight = Vector::Ones(sample.examples.rows());
  for (Index i = 0; i < weight.size(); ++i) {
    weight[i] *= static_cast<Scalar>(factor[label_of(sample.examples.target, i)]);
  }
  const double share = static_cast<double>(positives) / static_cast<double>(n);
  sample.effective_rows = static_cast<double>(n) / ((1 - share) * factor[1] + share * factor[0]);
  return sample;
}

}  // namespace binet::detail
