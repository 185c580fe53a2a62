#pragma once

#include "linear/design.hpp"

#include <span>

namespace binet {

/// The method for standard errors of coefficients.
enum class CoefficientErrors {
  model,     ///< the inverse information, valid if the model is correct
  hc0,       ///< White's sandwich, for errors of unequal variance
  hc1,       ///< hc0 · n/(n − p)
  hc2,       ///< each row's squared residual over 1 − h
  hc3,       ///< over (1 − h)²
  cluster,   ///< rows of a cluster are dependent: scores are summed per cluster, with factor G/(G − 1)
};

/// The meaning of a row's weight.
enum class WeightMeaning {
  frequency,  ///< number of equal rows
  sampling,   ///< number of population members that the row represents
};

/// The sandwich A·M·A for the coefficients on x', p × p: A is the inverse information, M the sum of squared scores.
/// Zeileis 2004 and 2006; R: sandwich::vcovHC, vcovCL. A row of frequency weight w counts as w rows in M and n; a row
/// of sampling weight w has the score w(y − p)x. `cluster` numbers the clusters from 0 (n entries); empty unless
/// needed.
Eigen::MatrixXd robust_covariance(const Design&, const DesignFit&, CoefficientErrors, WeightMeaning,
                                  std::span<const Index> cluster = {});

}  // namespace binet
