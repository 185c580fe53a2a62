#pragma once

#include "binet/math/features.hpp"
#include "binet/optim/objective.hpp"

namespace binet {

/// Logistic regression's objective over encoded examples, in double:
///   F(β) = Σ w_i ℓ(z_i, y_i) / Σ w_i + (λ₂/2)·Σ_{j ≥ 1} β_j²,   z_i = β_0 + x̃_iᵀβ,   ℓ log loss.
/// Parameters: β_0 the intercept (free of penalty), then the dense columns, then each code column's levels.
/// Sums run over fixed shards in fixed order: the same bits for any number of threads.
class LinearObjective : public TwiceDifferentiable {
 public:
  /// Keeps a reference to the examples. `l2` is λ₂.
  LinearObjective(const Examples&, double l2);

  Index size() const override;
  double value(const VectorD& parameters) override;
  double value_and_gradient(const VectorD& parameters, VectorD& gradient) override;
  double value_gradient_hessian(const VectorD& parameters, VectorD& gradient, MatrixD& hessian) override;

  /// z_i for every example.
  void logits(const VectorD& parameters, VectorD& logits) const;

  double l2() const { return l2_; }
  void set_l2(double l2) { l2_ = l2; }

 private:
  const Examples& examples_;
  double l2_;
  double weight_sum_;
};

}  // namespace binet
