#pragma once

#include "linear/design.hpp"

#include <string>
#include <vector>

namespace binet {

/// Columns of a design that belong together: a number with its flag of missing cells, the levels of a category.
struct DesignTerm {
  std::string name;
  std::vector<Index> columns;
};

/// A χ² test of a hypothesis that sets some coefficients to 0.
struct ChiSquaredTest {
  double statistic = 0, p_value = 0;
  Index degrees = 0;
};

/// 2(ℓ of the fit − ℓ of the fit without these columns), by a refit. R: drop1(fit, test = "Chisq").
ChiSquaredTest likelihood_ratio_test(const Design&, const DesignFit&, const std::vector<Index>& columns);

/// bᵀV⁻¹b of these coefficients and their part of a covariance. R: lmtest::waldtest, survey::regTermTest.
ChiSquaredTest wald_test(const VectorD& coefficients, const Eigen::MatrixXd& covariance,
                         const std::vector<Index>& columns);

/// Generalised variance inflation of a term, |R₁||R₂|/|R|, R the correlations of the coefficients but the intercept
/// (Fox, Monette 1992). R: car::vif. NaN for a model of one term.
double variance_inflation(const Eigen::MatrixXd& covariance, const std::vector<Index>& columns);

/// Hosmer and Lemeshow's test: rows in groups between the quantiles of their probabilities (R's quantile, type 7),
/// Σ (observed − expected)²/expected over groups and classes, against χ² of groups − 2 degrees. R:
/// ResourceSelection::hoslem.test. No degrees if probabilities are too few for three groups. Every row counts once.
ChiSquaredTest hosmer_lemeshow(const VectorD& probability, const VectorD& target, int groups = 10);

}  // namespace binet
