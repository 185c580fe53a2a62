#pragma once

#include "binet/base/types.hpp"

#include <vector>

namespace binet::detail {

/// q(c) = g·c + ½ cᵀHc + l1 Σ_{a ≥ 1} |c_a| up to a constant, with H positive semidefinite; the first coefficient is
/// the intercept, which is not penalised.
class QuadraticModel {
 public:
  /// `slope` is the gradient of the smooth part at `coefficients`.
  QuadraticModel(const Eigen::MatrixXd& hessian, VectorD slope, VectorD coefficients, double l1)
      : hessian_(hessian), slope_(std::move(slope)), coefficients_(std::move(coefficients)), l1_(l1) {}

  /// Minimises until no slope violates its optimality condition by more than `tolerance`, or rounding prevents
  /// progress. Coordinate descent finds the nonzero coefficients; if nearly identical columns make it slow, systems of
  /// equations take over.
  void minimize(double tolerance);

  const VectorD& coefficients() const { return coefficients_; }
  /// The largest violation of an optimality condition.
  double violation() const;

 private:
  bool descend_by_coordinates(double tolerance);
  double update_coordinate(Index a);
  void search_signs(double tolerance);
  std::vector<Index> free_coordinates() const;
  bool step_to_minimum(const std::vector<Index>& free);
  VectorD direction_to_minimum(const std::vector<Index>& free, const VectorD& slope) const;
  double coordinate_violation(Index a) const;

  const Eigen::MatrixXd& hessian_;
  VectorD slope_, coefficients_;
  double l1_;
};

}  // namespace binet::detail
