#pragma once

#include "binet/math/piecewise_polynomial.hpp"

#include <vector>

namespace binet {

/// The basis of R's splines::ns without intercept: cubic between the knots, linear beyond the outer ones. `knots`: the
/// inner ones, ascending and distinct, between `low` and `high`. One more column than there are inner knots.
std::vector<PiecewisePolynomial> natural_spline_basis(const std::vector<double>& knots, double low, double high);

}  // namespace binet
