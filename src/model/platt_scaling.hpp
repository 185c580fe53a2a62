#pragma once

#include "binet/base/types.hpp"
#include "binet/model/classifier.hpp"

namespace binet {

/// c below: of a model fitted to log loss, whose logits need little calibration; of one fitted to anything else.
inline constexpr double kShrinkageOfLogLoss = 25, kShrinkageOfOthers = 1;

/// Platt scaling (Platt 1999) shrunk to the identity: z' = a + eᵇ·z with a, b minimising
///   Σ w_i ℓ(z'_i, y_i) + ½·c·(a² + b²),   ℓ log loss, c the shrinkage,
/// on logits of rows the model was not fitted to. `weight` may be empty. The identity if either class has fewer than
/// 50 rows.
Calibration fit_calibration(const VectorD& logit, const Vector& target, const Vector& weight,
                            double shrinkage = kShrinkageOfLogLoss);

}  // namespace binet
