#pragma once

#include "binet/math/piecewise_polynomial.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace binet {

/// The basis of R's splines::bs of degree 3 without intercept: B-splines except the first. They continue beyond `low`
/// and `high` as the outer pieces. `knots`: the inner ones, ascending and distinct, between `low` and `high`. There are
/// three more columns than inner knots.
std::vector<PiecewisePolynomial> b_spline_basis(const std::vector<double>& knots, double low, double high);

namespace detail {

constexpr std::size_t kCubicOrder = 4;
using Cubic = std::array<double, kCubicOrder>;  ///< by power of y

/// The inner knots with `low` and `high` four times each.
std::vector<double> b_spline_knots(const std::vector<double>& knots, double low, double high);

/// Per interval between knots, from `low`, and per B-spline except the first: its polynomial in y = x − the interval's
/// lower knot.
std::vector<std::vector<Cubic>> b_spline_pieces(const std::vector<double>& t);

}  // namespace detail
}  // namespace binet
