#pragma once

#include "linear/design.hpp"

#include <vector>

namespace binet {

/// An estimate with its error by the delta method: √(gᵀVg), g the gradient of the estimate by the coefficients.
struct DeltaEstimate {
  double value = 0, standard_error = 0;
};

/// Mean over the rows, weighted, of ∂p/∂x in original units: of p(1 − p)β_j. R: margins::margins, Stata: margins, dydx;
/// statsmodels: get_margeff(at="overall"). `covariance` is of the coefficients on x'.
DeltaEstimate average_slope(const Design&, const DesignFit&, const Eigen::MatrixXd& covariance, Index column);

/// The rows as they are but for some columns: all at 0, or all but one, which is at 1.
struct AverageContrast {
  DeltaEstimate difference;  ///< mean p with `column` at 1 less mean p at 0: a risk difference
  DeltaEstimate log_ratio;   ///< log of their ratio: of a risk ratio
};

/// Of a 0/1 column, on the others of its category at 0: a level against the reference.
AverageContrast average_contrast(const Design&, const DesignFit&, const Eigen::MatrixXd& covariance, Index column,
                                 const std::vector<Index>& category);

}  // namespace binet
