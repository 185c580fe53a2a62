#pragma once

#include "binet/base/types.hpp"
#include "binet/model/evaluation.hpp"

#include <vector>

namespace binet {

/// The sigmoid of each logit, on all threads.
std::vector<double> probabilities_of(const VectorD& logits);

/// Predictions and targets of rows, one entry each; `weight` may be empty. The threshold is the default.
ScoredRows score_logits(const VectorD& logits, const Vector& target, const Vector& weight);

}  // namespace binet
