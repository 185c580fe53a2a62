#pragma once

#include "linear/lbfgs.hpp"
#include "linear/linear_objective.hpp"

#include <Eigen/Cholesky>

namespace binet::detail {

/// The least that an example leaves of the fit without it, 1 − c_i h_i: below, one Newton step is no guide.
inline constexpr double kLeastLeft = 1e-3;

/// Of the mean loss's Hessian plus l2 for all parameters but the intercept, and as little more as makes it regular.
Eigen::LLT<Eigen::MatrixXd> ridge_factor(const MatrixD& hessian, double l2);

/// L-BFGS preconditioned by a factored Hessian.
Convergence minimize_by_factor(LinearObjective&, VectorD& parameters, const Eigen::LLT<Eigen::MatrixXd>&,
                               LbfgsSettings);

/// Without an example the intercept moves away from its class. That is part of its loss, but it ranks examples
/// backwards where little else tells them apart: logits that are to be ranked keep the intercept of all.
enum class LeftOutIntercept { own, of_all };

/// Each example's logit without it, one Newton step from the fit with all (Rad, Maleki 2020, equation 12):
/// η̃_i = η_i + w_i(p_i − y_i)h_i / (1 − w_i p_i(1 − p_i)h_i), h_i = x̃_iᵀH⁻¹x̃_i / Σw, where H, the Hessian of the
/// objective, is given by its factor; that of a sample will do.
VectorD leave_one_out_logits(const LinearObjective&, const VectorD& parameters, const Eigen::LLT<Eigen::MatrixXd>&,
                             LeftOutIntercept = LeftOutIntercept::own);

/// Ridge fits of one set of examples at one penalty after another, and what each would predict for an example left out.
/// The Hessian is taken once a fit, at its end: it gives the leverages there and preconditions the next fit.
class LeaveOneOut {
 public:
  /// Keeps a reference. Needs memory and time for a Hessian of all parameters.
  explicit LeaveOneOut(LinearObjective&);

  /// Minimises at l2 > 0 from the last fit, to within about the share `gap` of the objective.
  Convergence fit(double l2, double gap, const SolverProgress& progress = {});

  /// Each example's logit without it.
  VectorD logits() const { return leave_one_out_logits(objective_, parameters_, factor_); }

  const VectorD& parameters() const { return parameters_; }
  /// Of the mean loss at the last fit, without the penalty.
  const MatrixD& hessian() const { return hessian_; }

 private:
  void take_hessian();

  LinearObjective& objective_;
  VectorD parameters_, gradient_, curvature_;
  MatrixD hessian_;
  Eigen::LLT<Eigen::MatrixXd> factor_;
};

}  // namespace binet::detail
