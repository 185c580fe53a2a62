#pragma once

#include "binet/base/types.hpp"

#include <Eigen/Core>

#include <string>
#include <vector>

namespace binet {

/// The rows of a logistic regression in double throughout, codes written out: what statistics are computed on, where
/// single precision would not do because columns are nearly collinear. Column 0 is the intercept's, all ones; the others
/// are x' = (x − center)/scale, so that large means cost no digits.
struct Design {
  Eigen::MatrixXd x;        ///< n × p
  VectorD center, scale;    ///< p; 0 and 1 for the intercept and for codes
  VectorD target, weight;   ///< n; target 0 or 1, weight > 0
  VectorD offset = {};      ///< n, added to the logit; empty: 0
  std::vector<std::string> names = {};  ///< p

  Index rows() const { return x.rows(); }
  Index size() const { return x.cols(); }
  VectorD offset_or_zero() const { return offset.size() > 0 ? offset : VectorD::Zero(rows()); }
  /// T with β = Tγ, p × p: γ the coefficients on x', β those in original units.
  Eigen::MatrixXd to_original() const;
  /// The design without some columns; `kept` ascending.
  Design select(const std::vector<Index>& kept) const;
};

/// Columns that are no combination of those before them: what R's qr keeps, at glm's tolerance 1e-11.
std::vector<Index> independent_columns(const Eigen::MatrixXd& x, const VectorD& weight);

/// A maximum of the likelihood, or of Firth's penalised one.
struct DesignFit {
  VectorD coefficients;  ///< p, on x'
  VectorD probability;   ///< n
  double deviance = 0;   ///< −2 Σ w log-likelihood, the penalty left out
  double penalised_deviance = 0;  ///< with the penalty, −log |XᵀWX|; else the same
  bool converged = false;
  int iterations = 0;
  double gradient_norm = 0, first_gradient_norm = 0;  ///< max |g_j| of the log-likelihood at the end and at the start
};

/// By Newton's method with halved steps, from `start` (empty: 0). Not converged where classes are separated.
DesignFit maximise_likelihood(const Eigen::MatrixXd& x, const VectorD& target, const VectorD& weight,
                              const VectorD& offset, const VectorD& start = {});
DesignFit maximise_likelihood(const Design&, const VectorD& start = {});

/// W of the information XᵀWX: w p(1 − p), n.
VectorD information_weights(const VectorD& weight, const VectorD& probability);

/// (XᵀWX)⁻¹ from a QR decomposition of √W X, which squares no condition number.
Eigen::MatrixXd inverse_information(const Eigen::MatrixXd& x, const VectorD& information_weight);

/// Diagonal of the hat matrix √W X (XᵀWX)⁻¹ Xᵀ √W, n.
VectorD leverages(const Eigen::MatrixXd& x, const VectorD& information_weight);

/// −2 Σ w log p(y).
double deviance_of(const VectorD& logit, const VectorD& target, const VectorD& weight);

}  // namespace binet
