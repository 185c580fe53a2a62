#pragma once

#include "linear/design.hpp"

#include <string>
#include <vector>

namespace binet {

/// Columns of a design that belong together: a number and its missing-cell flag, or the levels of a category.
struct DesignTerm {
  std::string name;
  std::vector<Index> columns;
};

/// A χ² test of a hypothesis that sets some coefficients to 0.
struct ChiSquaredTest {
  double statistic = 0, p_value = 0;
  Index degrees = 0;
};

/// 2(ℓ of the fit − ℓ of the fit without these columns), by refitting. R: drop1(fit, test = "Chisq").
ChiSquaredTest likelihood_ratio_test(const Design&, const DesignFit&, const std::vector<Index>& columns);

/// bᵀV⁻¹b for these coefficients b and their block V of the covariance. R: lmtest::waldtest, survey::regTermTest.
ChiSquaredTest wald_test(const VectorD& coefficients, const Eigen::MatrixXd& covariance,
                         const std::vector<Index>& columns);

/// The two tests where columns of the design are aliased, so that others may take the place of those tested: `all` has
/// the aliased columns, of which the fit has `kept`. 0 degrees of freedom: the others express all of these columns.
ChiSquaredTest aliased_likelihood_ratio_test(const Design& all, const DesignFit&, const std::vector<Index>& columns);
ChiSquaredTest aliased_wald_test(const Design& all, const std::vector<Index>& kept, const VectorD& coefficients,
                                 const Eigen::MatrixXd& covariance, const std::vector<Index>& columns);

/// Generalised variance inflation of a term, |R₁||R₂|/|R|, where R are the correlations of all coefficients except the
/// intercept, if column 0 is one (Fox, Monette 1992). R: car::vif. NaN for a model with one term.
double variance_inflation(const Eigen::MatrixXd& covariance, const std::vector<Index>& columns, bool intercept);

/// Hosmer–Lemeshow test: rows are grouped by quantiles of their probabilities (R's quantile, type 7); Σ (observed −
/// expected)²/expected over groups and classes is compared with χ² with (groups − 2) degrees of freedom. R:
/// ResourceSelection::hoslem.test. 0 degrees if fewer than three groups have rows. Weights are ignored.
ChiSquaredTest hosmer_lemeshow(const VectorD& probability, const VectorD& target, int groups = 10);

}  // namespace binet
