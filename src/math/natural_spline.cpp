#include "math/natural_spline.hpp"

#include "math/b_spline.hpp"
#include "math/decompositions.hpp"

#include <Eigen/Core>

#include <cstddef>

namespace binet {
namespace {

using detail::Cubic;
using detail::kCubicOrder;

double slope(const Cubic& p, double y) {
  return p[1] + y * (2 * p[2] + y * 3 * p[3]);
}

double value(const Cubic& p, double y) {
  return p[0] + y * (p[1] + y * (p[2] + y * p[3]));
}

}  // namespace

std::vector<PiecewisePolynomial> natural_spline_basis(const std::vector<double>& knots, double low, double high) {
  const std::vector<double> t = detail::b_spline_knots(knots, low, high);
  const std::vector<std::vector<Cubic>> pieces = detail::b_spline_pieces(t);
  const std::size_t intervals = pieces.size(), splines = pieces[0].size();
  // Second derivatives of 0 at both ends: the basis is the part orthogonal to these two constraints.
  const double last_width = high - t[intervals + kCubicOrder - 2];
  Eigen::MatrixXd constraints(splines, 2);
  for (std::size_t s = 0; s < splines; ++s) {
    const auto row = static_cast<Eigen::Index>(s);
    // The other splines have none there: a rounding error for it would decide the sign of the reflection.
    constraints(row, 0) = s < 2 ? 2 * pieces.front()[s][2] : 0;
    constraints(row, 1) = s + 3 >= splines ? 2 * pieces.back()[s][2] + 6 * pieces.back()[s][3] * last_width : 0;
  }
  const Eigen::MatrixXd rotation = orthogonal_of(constraints);
  std::vector<PiecewisePolynomial> basis;
  for (std::size_t c = 2; c < splines; ++c) {
    PiecewisePolynomial& column = basis.emplace_back();
    Cubic piece{};
    for (std::size_t j = 0; j < intervals; ++j) {
      piece = {};
      for (std::size_t s = 0; s < splines; ++s) {
        const double share = rotation(static_cast<Eigen::Index>(s), static_cast<Eigen::Index>(c));
        for (std::size_t k = 0; k < kCubicOrder; ++k) piece[k] += share * pieces[j][s][k];
      }
      const double from = t[j + kCubicOrder - 1];
      if (j == 0) {
        column.origins.push_back(from);
        column.coefficients.push_back({piece[0], piece[1]});
      }
      column.knots.push_back(from);
      column.origins.push_back(from);
      column.coefficients.push_back({piece.begin(), piece.end()});
    }
    column.knots.push_back(high);
    column.origins.push_back(high);
    column.coefficients.push_back({value(piece, last_width), slope(piece, last_width)});
  }
  return basis;
}

}  // namespace binet
