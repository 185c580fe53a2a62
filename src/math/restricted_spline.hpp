#pragma once

#include "binet/math/piecewise_polynomial.hpp"

#include <span>
#include <vector>

namespace binet {

/// The basis of rms::rcs (Hmisc::rcspline.eval with norm 2): x, and one cubic per knot but the last two that is 0 below
/// its knot and linear beyond the last. `knots`: all, ascending and distinct, 3 or more. One column fewer than knots.
std::vector<PiecewisePolynomial> restricted_spline_basis(const std::vector<double>& knots);

/// The knots that rcspline.eval chooses: at evenly spaced quantiles of `sorted` between .05 and .95 (.10 and .90 for 3
/// knots, .025 and .975 for more than 6), the outer ones at the fifth number from either end where there are fewer than
/// 100; an outer knot is the second distinct number where a twentieth of the rows, or more, are at the end. They need
/// not be distinct. `sorted`: ascending, at least `count` + 3 distinct numbers.
std::vector<double> restricted_spline_knots(std::span<const double> sorted, int count);

}  // namespace binet
