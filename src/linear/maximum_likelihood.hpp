#pragma once

#include "binet/features/features.hpp"

#include <optional>
#include <vector>

namespace binet {

/// What the likelihood of logistic regression without penalties determines.
///
/// Finite estimates exist unless a direction δ never misclassifies: s_i x̃_iᵀδ ≥ 0 for every example, s_i = ±1 its class,
/// and > 0 for some (Albert, Anderson 1984; as a linear programme Konis 2007). Its dual are multipliers λ_i > 0 with
/// Σ λ_i s_i x̃_i = 0, which any such δ contradicts. After a Newton step δ the linearised residuals |y_i − p_i| −
/// c_i s_i x̃_iᵀδ sum to 0 exactly, and are all positive if the step moves no logit by 1: so the last step of a fit proves
/// that its estimates are finite. Where classes can be separated, steps keep moving those rows by about 1; then the rows
/// that do not move decide which directions are free, the step within these is checked to misclassify no row, and the
/// rows that do not move to have such multipliers of their own.
struct MaximumLikelihood {
  VectorD parameters;         ///< as in LinearLayout; 0 where aliased
  std::vector<bool> aliased;  ///< combinations of columns before them (and of the intercept), as R's NA
  Index rank = 0;             ///< parameters that are not

  Index separated_rows = 0;    ///< examples that some direction puts strictly on their side; 0: no separation
  bool complete = false;       ///< all of them
  bool undecided = false;      ///< too near to separation for double precision to tell
  std::vector<int> unbounded;  ///< by parameter: 1 or −1 where the estimate tends to ±∞, 2 where its sign is open, else 0

  /// Standard error of vᵀβ̂; none where v is not determined.
  std::optional<double> standard_error(const VectorD& v) const;

  MatrixD covariance;  ///< of the determined part of β̂
  MatrixD free;        ///< columns: an orthonormal basis of the directions that nothing bounds, each scaled by `scale`
  VectorD scale;       ///< of each parameter's column: √ mean square
};

/// From the parameters of a fit without penalties. Costs one Hessian and its factor; more only where a fit looks
/// separated or collinear.
MaximumLikelihood examine_maximum_likelihood(const Examples&, const VectorD& parameters,
                                             const std::vector<Index>& levels);

}  // namespace binet
