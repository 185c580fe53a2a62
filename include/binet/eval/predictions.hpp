#pragma once

#include <cstddef>
#include <span>

namespace binet {

/// The input of metrics. All spans have n entries; weight may be empty (every row has weight 1). Rows of weight 0 have
/// no effect.
struct Predictions {
  std::span<const double> probability;  ///< of the positive class, in [0, 1]
  std::span<const double> target;       ///< 0 or 1
  std::span<const double> weight;       ///< finite, ≥ 0
  double threshold = 0.5;               ///< predicted positive: probability ≥ threshold
  std::span<const double> logit = {};   ///< logits of the probabilities, or empty; they distinguish probabilities that
                                        ///< round to 0 or 1

  std::size_t size() const { return probability.size(); }
  bool positive(std::size_t row) const { return target[row] > 0.5; }
  bool predicted_positive(std::size_t row) const { return probability[row] >= threshold; }
  double weight_of(std::size_t row) const { return weight.empty() ? 1.0 : weight[row]; }
};

}  // namespace binet
