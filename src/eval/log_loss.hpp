#pragma once

#include "binet/base/types.hpp"
#include "eval/mean_estimate.hpp"
#include "math/sigmoid.hpp"

#include <cmath>

namespace binet {

/// The log loss −y ln σ(z) − (1 − y) ln σ(−z) of a logit z and a target y in [0, 1], computed as ln(1 + eᶻ) − y·z
/// without the probability.
inline double log_loss_of_logit(double logit, double target) {
  return softplus(logit) - target * logit;
}

/// The log loss of a share in [0, 1] of positives, predicted for every row: −s ln s − (1 − s) ln(1 − s).
inline double log_loss_of_share(double share) {
  return share > 0 && share < 1 ? -share * std::log(share) - (1 - share) * std::log1p(-share) : 0;
}

/// Log loss over rows. `target` and `weight` have as many entries as `logit`; an empty weight means 1 for each.
MeanSums log_loss_sums(const VectorD& logit, const Vector& target, const Vector& weight);

/// Log loss of `logit` minus that of `other`, row by row: its standard error takes the pairing of rows into account.
MeanSums log_loss_difference(const VectorD& logit, const VectorD& other, const Vector& target, const Vector& weight);

}  // namespace binet
