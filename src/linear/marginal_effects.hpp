#pragma once

#include "linear/design.hpp"

#include <vector>

namespace binet {

/// An estimate and its standard error by the delta method: √(gᵀVg), where g is the gradient with respect to the
/// coefficients.
struct DeltaEstimate {
  double value = 0, standard_error = 0;
};

/// gᵀγ of the coefficients γ on x'. R: multcomp::glht, emmeans::contrast.
DeltaEstimate linear_combination(const VectorD& coefficients, const Eigen::MatrixXd& covariance, const VectorD& g);

/// Columns of a design that depend on one column of the file, in any order.
using DesignColumns = std::vector<Index>;

/// Weighted mean over the rows of ∂p/∂a = p(1 − p) Σ_j β_j ∂x'_j/∂a, where a is a column of the file. `slopes` is
/// n × |columns|: ∂x'_j/∂a. `weight`: n, 0 for rows that do not count. `covariance` is that of the coefficients on x'.
/// R: marginaleffects::avg_slopes, margins::margins; Stata: margins, dydx; statsmodels: get_margeff(at="overall").
DeltaEstimate average_slope(const Design&, const DesignFit&, const Eigen::MatrixXd& covariance,
                            const DesignColumns& columns, const Eigen::MatrixXd& slopes, const VectorD& weight);

/// Compares two versions of all rows.
struct AverageContrast {
  DeltaEstimate difference;  ///< mean p of one version minus that of the other: a risk difference
  DeltaEstimate log_ratio;   ///< log of the ratio of the two means: a log risk ratio
};

/// `with`, `without`: n × |columns|, values of x' in the two versions; all other columns stay as they are.
/// R: marginaleffects::avg_comparisons.
AverageContrast average_contrast(const Design&, const DesignFit&, const Eigen::MatrixXd& covariance,
                                 const DesignColumns& columns, const Eigen::MatrixXd& with,
                                 const Eigen::MatrixXd& without);

}  // namespace binet
