#pragma once

#include "binet/base/types.hpp"
#include "eval/mean_estimate.hpp"
#include "math/sigmoid.hpp"

namespace binet {

/// −y ln σ(z) − (1 − y) ln σ(−z) of a logit z and a target y in [0, 1], without a way through the probability: ln(1 +
/// eᶻ) − y·z.
inline double log_loss_of_logit(double logit, double target) {
  return softplus(logit) - target * logit;
}

/// Log loss of each row's logit. `target` and `weight` have as many entries as `logit`, or weight is empty: 1 each.
MeanSums log_loss_sums(const VectorD& logit, const Vector& target, const Vector& weight);

/// Log loss of `logit` minus that of `other`, row by row: the mean difference with an error that pairs the rows.
MeanSums log_loss_difference(const VectorD& logit, const VectorD& other, const Vector& target, const Vector& weight);

}  // namespace binet
