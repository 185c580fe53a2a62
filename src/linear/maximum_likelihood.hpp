#pragma once

#include "features/features.hpp"

#include <optional>
#include <vector>

namespace binet {

/// What the likelihood of logistic regression without penalties determines.
///
/// Finite estimates exist unless a direction δ never misclassifies: s_i x̃_iᵀδ ≥ 0 for every example, s_i = ±1 its
/// class, and > 0 for some (Albert, Anderson 1984; as a linear programme Konis 2007). Its dual are multipliers λ_i > 0
/// with Σ λ_i s_i x̃_i = 0, which any such δ contradicts. After a Newton step δ the linearised residuals |y_i − p_i| −
/// c_i s_i x̃_iᵀδ sum to 0 exactly, and are all positive if the step moves no logit by 1: so the last step of a fit
/// proves that its estimates are finite. Where classes can be separated, steps keep moving those rows by about 1; then
/// the rows that do not move decide which directions are free, the step within these is checked to misclassify no row,
/// and the rows that do not move to have such multipliers of their own.
struct MaximumLikelihood {
  VectorD parameters;         ///< as in LinearLayout; 0 if aliased
  std::vector<bool> aliased;  ///< linear combinations of earlier columns (and the intercept), NA in R
  Index rank = 0;             ///< number of parameters that are not aliased
  double least_pivot = 0;     ///< least share of a parameter's information that those before it leave; 0: none

  Index separated_rows = 0;    ///< number of examples that some direction classifies strictly correctly; 0: no
                               ///< separation
  bool complete = false;       ///< true if these are all examples
  bool undecided = false;      ///< too close to separation to decide in double precision
  std::vector<int> unbounded;  ///< by parameter: 1 or −1 if the estimate tends to ±∞, 2 if its sign is undetermined,
                               ///< otherwise 0

  /// Standard error of vᵀβ̂; empty if it is not determined.
  std::optional<double> standard_error(const VectorD& v) const;

  MatrixD covariance;  ///< of the determined part of β̂
  MatrixD free;        ///< columns: an orthonormal basis of the unbounded directions, each scaled by `scale`
  VectorD scale;       ///< of each parameter's column: √ mean square
};

/// Examines the parameters of a fit without penalties. Costs one Hessian and its factorisation; more only if the fit
/// looks separated or collinear.
MaximumLikelihood examine_maximum_likelihood(const Examples&, const VectorD& parameters,
                                             const std::vector<Index>& levels);

}  // namespace binet
