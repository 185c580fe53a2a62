#pragma once

#include "linear/design.hpp"

#include <span>

namespace binet {

/// Where the errors of coefficients come from.
enum class CoefficientErrors {
  model,     ///< the inverse of the information: right where the model is
  hc0,       ///< White's sandwich, errors of unequal variance
  hc1,       ///< hc0 · n/(n − p)
  hc2,       ///< each row's squared residual over 1 − h
  hc3,       ///< over (1 − h)²
  cluster,   ///< rows of a cluster are dependent: sums of their scores, times G/(G − 1)
};

/// What a row's weight is.
enum class WeightMeaning {
  frequency,  ///< as many equal rows
  sampling,   ///< rows of the population that it stands for
};

/// A sandwich A·M·A of the coefficients on x', p × p: A the inverse information, M the sum of squared scores. Zeileis
/// 2004 and 2006; R: sandwich::vcovHC, vcovCL. A row of frequency weight w counts as w rows in M and in n; a row of
/// sampling weight w has the score w(y − p)x. `cluster`, n, numbers the clusters from 0; empty unless asked for.
Eigen::MatrixXd robust_covariance(const Design&, const DesignFit&, CoefficientErrors, WeightMeaning,
                                  std::span<const Index> cluster = {});

}  // namespace binet
