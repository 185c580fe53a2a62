#pragma once

#include "binet/base/types.hpp"

#include <Eigen/Core>

#include <string>
#include <vector>

namespace binet {

/// The rows of a logistic regression in double, with codes written as 0 and 1: the input of statistics, for which
/// single precision is not enough when columns are nearly collinear. Column 0 is the intercept (all ones); the others
/// are x' = (x − center)/scale, so that large means lose no digits.
struct Design {
  Eigen::MatrixXd x;        ///< n × p
  VectorD center, scale;    ///< p; 0 and 1 for the intercept and for codes
  VectorD target, weight;   ///< n; target 0 or 1, weight > 0
  VectorD offset = {};      ///< n, added to the logit; empty: 0
  std::vector<std::string> names = {};  ///< p

  Index rows() const { return x.rows(); }
  Index size() const { return x.cols(); }
  VectorD offset_or_zero() const { return offset.size() > 0 ? offset : VectorD::Zero(rows()); }
  /// The matrix T (p × p) with β = Tγ, where γ are the coefficients on x' and β those in original units.
  Eigen::MatrixXd to_original() const;
  /// The design with the given columns only; `kept` is ascending.
  Design select(const std::vector<Index>& kept) const;
  /// The design of the given rows only.
  Design select_rows(const std::vector<Index>& rows) const;
};

/// Columns that are not a linear combination of earlier ones: those that R's qr keeps, at glm's tolerance of 1e-11.
std::vector<Index> independent_columns(const Eigen::MatrixXd& x, const VectorD& weight);

/// A maximum of the likelihood, or of Firth's penalised likelihood.
struct DesignFit {
  VectorD coefficients;  ///< p, on x'
  VectorD probability;   ///< n
  double deviance = 0;   ///< −2 Σ w log-likelihood, without penalty
  double penalised_deviance = 0;  ///< including the penalty, −log |XᵀWX|; without one, the same
  bool converged = false;
  int iterations = 0;
  double gradient_norm = 0, first_gradient_norm = 0;  ///< max |g_j| of the log-likelihood at the end and at the start
};

constexpr int kMostLikelihoodSteps = 100;

/// Newton's method with step halving, from `start` (empty: 0). Does not converge if the classes are separated.
DesignFit maximise_likelihood(const Eigen::MatrixXd& x, const VectorD& target, const VectorD& weight,
                              const VectorD& offset, const VectorD& start = {},
                              int most_steps = kMostLikelihoodSteps);
DesignFit maximise_likelihood(const Design&, const VectorD& start = {}, int most_steps = kMostLikelihoodSteps);

/// The largest move of a logit, relative to the largest logit; beyond 1,000, where an outlier may have a logit of 1e12
/// beside others of 1, relative to itself.
double largest_move(const VectorD& move, const VectorD& logit);

/// −2 log likelihood of the intercept alone, or without one (x has no column of ones first) of the offset alone.
double null_deviance_of(const Design&);

/// The weights W of the information XᵀWX: w p(1 − p), n entries.
VectorD information_weights(const VectorD& weight, const VectorD& probability);

/// R of the QR decomposition of √W X, p × p: RᵀR = XᵀWX, without squaring the condition number.
Eigen::MatrixXd information_triangle(const Eigen::MatrixXd& x, const VectorD& information_weight);

/// The least share of a column's squared length that is outside the span of earlier ones: min R_jj²/‖R_j‖².
double least_pivot(const Eigen::MatrixXd& triangle);

/// (XᵀWX)⁻¹ = R⁻¹R⁻ᵀ.
Eigen::MatrixXd inverse_information(const Eigen::MatrixXd& triangle);
Eigen::MatrixXd inverse_information(const Eigen::MatrixXd& x, const VectorD& information_weight);

/// Diagonal of the hat matrix √W X (XᵀWX)⁻¹ Xᵀ √W, n.
VectorD leverages(const Eigen::MatrixXd& x, const VectorD& information_weight);

/// −2 Σ w log p(y).
double deviance_of(const VectorD& logit, const VectorD& target, const VectorD& weight);

}  // namespace binet
