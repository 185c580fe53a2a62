#pragma once

#include "linear/design.hpp"

#include <vector>

namespace binet {

/// An estimate and its standard error by the delta method: √(gᵀVg), where g is the gradient with respect to the
/// coefficients.
struct DeltaEstimate {
  double value = 0, standard_error = 0;
};

/// Weighted mean over the rows of ∂p/∂x in original units, p(1 − p)β_j. R: margins::margins, Stata: margins, dydx;
/// statsmodels: get_margeff(at="overall"). `covariance` is that of the coefficients on x'.
DeltaEstimate average_slope(const Design&, const DesignFit&, const Eigen::MatrixXd& covariance, Index column);

/// Compares the rows with some columns set to 0, and with all of these but one set to 0 and that one to 1.
struct AverageContrast {
  DeltaEstimate difference;  ///< mean p with `column` at 1 minus mean p at 0: a risk difference
  DeltaEstimate log_ratio;   ///< log of the ratio of the two means: a log risk ratio
};

/// For a 0/1 column, with the `others` of its category at 0: a level against the reference.
AverageContrast average_contrast(const Design&, const DesignFit&, const Eigen::MatrixXd& covariance, Index column,
                                 const std::vector<Index>& category);

}  // namespace binet
