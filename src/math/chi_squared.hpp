#pragma once

namespace binet {

/// P(X > x) of a chi-squared variable with `degrees` > 0 degrees of freedom: Q(degrees/2, x/2), the regularised upper
/// incomplete gamma function (DLMF 8.2.4), with a relative error of about 1e-13. 1 for x ≤ 0; NaN for NaN.
double chi_squared_upper_tail(double x, double degrees);

/// P(|Z| > |z|) for a standard normal Z.
double two_sided_normal_tail(double z);

/// normal_quantile(0.975): half the width of a 95% interval in standard errors.
inline constexpr double kNormalQuantile975 = 1.959963984540054;

/// The x with P(Z ≤ x) = `probability` for a standard normal Z; `probability` is in (0, 1).
double normal_quantile(double probability);

}  // namespace binet
