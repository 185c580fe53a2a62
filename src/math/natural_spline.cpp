#include "math/natural_spline.hpp"

#include "math/decompositions.hpp"

#include <Eigen/Core>

#include <array>
#include <cstddef>

namespace binet {
namespace {

using Cubic = std::array<double, 4>;
constexpr std::size_t kOrder = 4;

/// (y + a) p(y) / width, added to `sum`.
void add_product(const Cubic& p, double a, double width, double sign, Cubic& sum) {
  if (width <= 0) return;
  for (std::size_t k = 0; k < kOrder; ++k) {
    sum[k] += sign * a * p[k] / width;
    if (k + 1 < kOrder) sum[k + 1] += sign * p[k] / width;
  }
}

/// The four B-splines that are not 0 on the interval from t[last], as polynomials in y = x − t[last]: the first is
/// number last − 3 (recurrence of Cox and de Boor).
std::array<Cubic, kOrder> splines_on(const std::vector<double>& t, std::size_t last) {
  std::array<Cubic, kOrder> found{};
  found[kOrder - 1][0] = 1;
  for (std::size_t order = 2; order <= kOrder; ++order) {
    std::array<Cubic, kOrder> next{};
    for (std::size_t b = kOrder - order; b < kOrder; ++b) {
      const std::size_t i = last - (kOrder - 1) + b;
      add_product(found[b], t[last] - t[i], t[i + order - 1] - t[i], 1, next[b]);
      if (b + 1 < kOrder) add_product(found[b + 1], t[last] - t[i + order], t[i + order] - t[i + 1], -1, next[b]);
    }
    found = next;
  }
  return found;
}

double slope(const Cubic& p, double y) {
  return p[1] + y * (2 * p[2] + y * 3 * p[3]);
}

double value(const Cubic& p, double y) {
  return p[0] + y * (p[1] + y * (p[2] + y * p[3]));
}

}  // namespace

std::vector<PiecewisePolynomial> natural_spline_basis(const std::vector<double>& knots, double low, double high) {
  const std::size_t intervals = knots.size() + 1, splines = intervals + kOrder - 2;  // the first B-spline left out
  std::vector<double> t(kOrder, low);
  t.insert(t.end(), knots.begin(), knots.end());
  t.insert(t.end(), kOrder, high);
  std::vector<std::vector<Cubic>> pieces(intervals, std::vector<Cubic>(splines, Cubic{}));
  for (std::size_t j = 0; j < intervals; ++j) {
    const std::array<Cubic, kOrder> found = splines_on(t, j + kOrder - 1);
    for (std::size_t b = 0; b < kOrder; ++b) {
      if (j + b > 0) pieces[j][j + b - 1] = found[b];
    }
  }
  // Second derivatives of 0 at both ends: the basis is the part orthogonal to these two constraints.
  const double last_width = high - t[intervals + kOrder - 2];
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
        for (std::size_t k = 0; k < kOrder; ++k) piece[k] += share * pieces[j][s][k];
      }
      const double from = t[j + kOrder - 1];
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
