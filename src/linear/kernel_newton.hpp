#pragma once

#include "linear/linear_objective.hpp"
#include "math/decompositions.hpp"
#include "math/split.hpp"

#include <memory>

namespace binet::detail {

inline constexpr Index kMostKernelRows = 2000;

/// True if columns far outnumber rows and matrices over the rows are small enough to factor.
inline bool kernel_is_cheap(Index rows, Index parameters) {
  return rows <= kMostKernelRows && parameters > 2 * rows;
}

/// X̃X̃ᵀ without the column of ones, n × n: the products of every two rows. A shared code adds 1.
Eigen::MatrixXd gram_of_rows(const Features&);

/// Logistic regression for columns ≫ rows. With l2 > 0 the slopes are in the span of the rows, β = X̃ᵀα, so Newton's
/// method needs only as many parameters as there are rows: z = β_0 + Kα with K = X̃X̃ᵀ, ‖β‖² = αᵀKα. Each step factors
/// B = I + C^½KC^½/l2, whose eigenvalues are at least 1 for any K (Rasmussen, Williams 2006, section 3.4.3); c_i are
/// the curvatures w_i p_i(1 − p_i)/Σw.
class KernelModel {
 public:
  /// Keeps a reference to the objective.
  explicit KernelModel(LinearObjective& objective) : KernelModel(objective, nullptr) {}
  /// With K = gram_of_rows(); null: not known.
  KernelModel(LinearObjective&, std::shared_ptr<const Eigen::MatrixXd> kernel);

  /// Minimises at l2 > 0 from the end of the last fit; the tolerance applies to max |g_j| of the original parameters,
  /// relative to that at β = 0.
  Convergence fit(double l2, double tolerance, int max_iterations, const SolverProgress& progress = {});

  /// Parameters of the last fit, as in LinearLayout.
  VectorD parameters() const;

  /// Each example's logit without it, one Newton step from the last fit: as leave_one_out_logits, where with S = B⁻¹
  /// and s = C^½1 the factor 1 − c_i h_i is S_ii − (Ss)_i²/(sᵀSs).
  VectorD leave_one_out_logits() const;

  /// Logits of a fold's validation rows by a fit to its training rows with the same penalty on the sum of losses, from
  /// the end of the last fit.
  VectorD logits_without(const Split& fold) const;

  const LinearObjective& objective() const { return objective_; }

 private:
  struct Point {
    double intercept = 0, objective = 0;
    VectorD alpha, logits;
  };

  void evaluate(Point&);
  void measure(Convergence&, double tolerance);
  Cholesky factorize() const;
  /// (K + l2 C⁻¹)⁻¹C⁻¹u without dividing by curvatures.
  VectorD solve_weighted(const VectorD& u) const;
  Point newton_target() const;

  LinearObjective& objective_;
  std::shared_ptr<const Eigen::MatrixXd> kernel_;
  VectorD target_, weight_;  ///< weights of sum 1
  VectorD offset_;           ///< empty: 0
  double l2_ = 0, gradient_scale_ = 0;
  Point point_;
  VectorD residual_, curvature_, root_;  ///< at the point: w(p − y), c, √c
  Cholesky factor_;  ///< of B
};

}  // namespace binet::detail
