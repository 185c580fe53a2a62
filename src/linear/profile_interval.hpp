#pragma once

#include "linear/design.hpp"

#include <functional>

namespace binet {

/// An interval of values that a likelihood-ratio test does not reject; ±∞ where the likelihood stays flat.
struct ProfileInterval {
  double lower = 0, upper = 0;
};

/// Of coefficient `column` in original units: both roots of D(b) − D(b̂) = χ²₁ at `level`, D the deviance maximised over
/// the other coefficients (Venzon, Moolgavkar 1988), found to 1e-10 of the standard error. MASS:::confint.glm
/// interpolates the same curve.
ProfileInterval profile_interval(const Design&, const DesignFit&, Index column, double standard_error, double level);

/// The roots b on both sides of `estimate` with deviance(b) − least = `rise`; steps start at `standard_error`.
ProfileInterval deviance_interval(const std::function<double(double)>& deviance, double least, double estimate,
                                  double standard_error, double rise);

}  // namespace binet
