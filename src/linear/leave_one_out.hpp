#pragma once

#include "linear/lbfgs.hpp"
#include "linear/linear_objective.hpp"
#include "math/decompositions.hpp"

namespace binet::detail {

/// Lower limit of 1 − c_i h_i, an example's share of the fit without it: below it, one Newton step is not reliable.
inline constexpr double kLeastLeft = 1e-3;

/// Factor of the mean loss's Hessian plus l2 for all parameters except the intercept, plus the smallest addition that
/// makes it regular.
Cholesky ridge_factor(const MatrixD& hessian, double l2);

/// L-BFGS preconditioned with a factored Hessian.
Convergence minimize_by_factor(LinearObjective&, VectorD& parameters, const Cholesky&,
                               LbfgsSettings);

/// Without an example, the intercept moves away from its class. That is part of its loss, but it ranks examples
/// backwards if little else distinguishes them: logits for ranking keep the intercept of the fit to all.
enum class LeftOutIntercept { own, of_all };

/// Each example's logit without it, one Newton step from the fit to all (Rad, Maleki 2020, equation 12): η̃_i = η_i +
/// w_i(p_i − y_i)h_i / (1 − w_i p_i(1 − p_i)h_i), h_i = x̃_iᵀH⁻¹x̃_i / Σw. H, the Hessian of the objective, is given by
/// its factor; the Hessian of a sample is sufficient.
VectorD leave_one_out_logits(const LinearObjective&, const VectorD& parameters, const Cholesky&,
                             LeftOutIntercept = LeftOutIntercept::own);

/// Ridge fits of one set of examples at successive penalties, with each fit's predictions for left-out examples. The
/// Hessian is computed once per fit, at its end: it gives the leverages and preconditions the next fit.
class LeaveOneOut {
 public:
  /// Keeps a reference to the objective. Needs memory and time for a Hessian of all parameters. The first fit starts
  /// from `start`, or from 0 if it is empty.
  explicit LeaveOneOut(LinearObjective&, VectorD start = {});

  /// Minimises at l2 > 0 from the last fit, to within about the share `gap` of the objective.
  Convergence fit(double l2, double gap, const SolverProgress& progress = {});

  /// Each example's logit without it.
  VectorD logits() const { return leave_one_out_logits(objective_, parameters_, factor_); }

  const VectorD& parameters() const { return parameters_; }
  /// Hessian of the mean loss at the last fit, without the penalty.
  const MatrixD& hessian() const { return hessian_; }

 private:
  void take_hessian();

  LinearObjective& objective_;
  VectorD parameters_, gradient_, curvature_;
  MatrixD hessian_;
  Cholesky factor_;
};

}  // namespace binet::detail
