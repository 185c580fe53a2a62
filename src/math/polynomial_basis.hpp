#pragma once

#include "binet/math/piecewise_polynomial.hpp"

#include <span>
#include <vector>

namespace binet {

/// Polynomials of degree 1 to `degree` that are orthogonal to one another and to 1 over the numbers given, each of
/// length 1 there: R's poly(x, degree). The recurrence is that of Forsythe (1957), as in R. Throws std::domain_error
/// unless there are more than `degree` distinct numbers.
std::vector<PiecewisePolynomial> orthogonal_polynomials(std::span<const double> x, int degree);

/// x, x², …, x^degree: R's poly(x, degree, raw = TRUE).
std::vector<PiecewisePolynomial> raw_powers(int degree);

/// (x − mean)/divisor.
PiecewisePolynomial shifted(double mean, double divisor);

}  // namespace binet
