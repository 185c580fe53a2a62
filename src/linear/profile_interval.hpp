#pragma once

#include "linear/design.hpp"

#include <functional>

namespace binet {

/// The values that a likelihood-ratio test does not reject; ±∞ if the likelihood stays flat.
struct ProfileInterval {
  double lower = 0, upper = 0;
};

/// The change of all coefficients (p, on x') at the maximum per unit of coefficient `column` in original units, where
/// the information is that of the fit. A search that starts from other values is lost if columns are nearly collinear.
VectorD profile_tangent(const Design&, const DesignFit&, Index column);

/// For coefficient `column` in original units: both roots of D(b) − D(b̂) = χ²₁ at `level`, where D is the deviance
/// minimised over the other coefficients (Venzon, Moolgavkar 1988), to 1e-10 standard errors. MASS:::confint.glm
/// interpolates the same curve.
ProfileInterval profile_interval(const Design&, const DesignFit&, Index column, double standard_error, double level);

/// The roots b on both sides of `estimate` where deviance(b) − least = `rise`; steps start at `standard_error`.
ProfileInterval deviance_interval(const std::function<double(double)>& deviance, double least, double estimate,
                                  double standard_error, double rise);

}  // namespace binet
