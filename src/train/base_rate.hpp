#pragma once

#include "binet/base/types.hpp"

namespace binet {

/// True if the logits predict held-out rows clearly worse than their share of positives does: log loss more than a
/// twentieth above it, and by more than two standard errors of the difference. `weight` may be empty.
bool worse_than_base_rate(const VectorD& logit, const Vector& target, const Vector& weight);

}  // namespace binet
