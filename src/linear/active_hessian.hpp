#pragma once

#include "linear/linear_objective.hpp"

#include <vector>

namespace binet::detail {

/// The Hessian of the mean loss between the parameters asked for so far, at fixed curvatures: grows as more are asked
/// for, costs nothing for the others.
class ActiveHessian {
 public:
  explicit ActiveHessian(const LinearObjective&);

  /// Forgets everything; from now on at these curvatures.
  void restart(const VectorD& curvature);
  /// Makes sure the parameters named are covered.
  void cover(const std::vector<Index>& parameters);
  /// Rows and columns of covered parameters, in the order given.
  void extract(const std::vector<Index>& parameters, Eigen::MatrixXd& hessian) const;

 private:
  void load_columns(RowRange rows, MatrixD& block) const;

  const LinearObjective& objective_;
  VectorD curvature_;
  std::vector<Index> place_;    ///< of each parameter in the matrix, or −1
  std::vector<Index> covered_;  ///< the parameter at each place
  MatrixD matrix_;
};

}  // namespace binet::detail
