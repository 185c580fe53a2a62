#pragma once

#include "binet/optim/linear_objective.hpp"

namespace binet::detail {

/// An orthonormal view of the span of the examples' rows (intercept apart): X̃X̃ᵀ = ZZᵀ by pivoted Cholesky, Z n × rank.
class RowSpan {
 public:
  explicit RowSpan(const LinearObjective&);

  Index rows() const { return coordinates_.rows(); }
  Index rank() const { return coordinates_.cols(); }
  const Eigen::MatrixXd& coordinates() const { return coordinates_; }  ///< Z

  /// From (β_0, γ) to the parameters (β_0, β) of the same logits with ‖β‖ = ‖γ‖.
  VectorD parameters(const VectorD& in_span) const;

 private:
  const LinearObjective& objective_;
  Eigen::MatrixXd coordinates_;
  Eigen::VectorXi pivots_;  ///< the rows whose span it is, rank of them
};

}  // namespace binet::detail
