#pragma once

#include "features/features.hpp"
#include "math/random.hpp"

#include <cmath>
#include <vector>

namespace binet {

struct RandomExamples {
  Index rows = 100;
  Index dense = 0;
  std::vector<Index> levels = {};
  bool weighted = false;
  double signal = 1;  ///< deviation of the true logit
  std::uint64_t seed = 1;
};

/// Normal columns and uniform codes (one in eight of them kNoCode); labels drawn from a logistic model.
inline Examples random_examples(const RandomExamples& shape) {
  Random random(shape.seed);
  const auto terms = static_cast<double>(shape.dense + static_cast<Index>(shape.levels.size()));
  const double size = shape.signal / std::sqrt(std::max(1.0, terms));
  std::vector<std::vector<double>> effects(shape.levels.size());
  for (std::size_t c = 0; c < effects.size(); ++c) {
    for (Index level = 0; level < shape.levels[c]; ++level) effects[c].push_back(size * random.normal());
  }
  const VectorD slopes = VectorD::NullaryExpr(shape.dense, [&] { return size * random.normal(); });
  Examples examples;
  examples.features.dense.resize(shape.rows, shape.dense);
  examples.features.codes.resize(shape.rows, static_cast<Index>(shape.levels.size()));
  examples.features.bins.resize(shape.rows, 0);
  examples.features.positions.resize(shape.rows, 0);
  examples.target.resize(shape.rows);
  if (shape.weighted) examples.weight.resize(shape.rows);
  for (Index i = 0; i < shape.rows; ++i) {
    double logit = -0.5;
    for (Index j = 0; j < shape.dense; ++j) {
      const double x = random.normal();
      examples.features.dense(i, j) = static_cast<Scalar>(x);
      logit += slopes[j] * x;
    }
    for (std::size_t c = 0; c < effects.size(); ++c) {
      const Index code = random.below(8) == 0 ? kNoCode : random.below(shape.levels[c]);
      examples.features.codes(i, static_cast<Index>(c)) = static_cast<std::int32_t>(code);
      if (code != kNoCode) logit += effects[c][static_cast<std::size_t>(code)];
    }
    examples.target[i] = random.uniform() < 1 / (1 + std::exp(-logit)) ? 1 : 0;
    if (shape.weighted) examples.weight[i] = static_cast<Scalar>(0.1 + random.uniform());
  }
  return examples;
}

}  // namespace binet
