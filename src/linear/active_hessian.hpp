#pragma once

#include "linear/linear_objective.hpp"

#include <vector>

namespace binet::detail {

/// The Hessian of the mean loss for the parameters requested so far, at fixed curvatures. It grows on request and costs
/// nothing for other parameters.
class ActiveHessian {
 public:
  explicit ActiveHessian(const LinearObjective&);

  /// Clears everything and sets the curvatures.
  void restart(const VectorD& curvature);
  /// Makes sure that these parameters are covered.
  void cover(const std::vector<Index>& parameters);
  /// Copies the rows and columns of covered parameters, in the given order.
  void extract(const std::vector<Index>& parameters, Eigen::MatrixXd& hessian) const;

 private:
  void load_columns(RowRange rows, MatrixD& block) const;

  const LinearObjective& objective_;
  VectorD curvature_;
  std::vector<Index> place_;    ///< index of each parameter in the matrix, or −1
  std::vector<Index> covered_;  ///< the parameter at each index
  MatrixD matrix_;
};

}  // namespace binet::detail
