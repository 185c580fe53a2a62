#include "math/b_spline.hpp"

namespace binet {

using detail::Cubic;
using detail::kCubicOrder;

namespace {

/// (y + a) p(y) / width, added to `sum`.
void add_product(const Cubic& p, double a, double width, double sign, Cubic& sum) {
  if (width <= 0) return;
  for (std::size_t k = 0; k < kCubicOrder; ++k) {
    sum[k] += sign * a * p[k] / width;
    if (k + 1 < kCubicOrder) sum[k + 1] += sign * p[k] / width;
  }
}

/// The four B-splines that are not 0 on the interval from t[last], as polynomials in y = x − t[last]: the first is
/// number last − 3 (recurrence of Cox and de Boor).
std::array<Cubic, kCubicOrder> splines_on(const std::vector<double>& t, std::size_t last) {
  std::array<Cubic, kCubicOrder> found{};
  found[kCubicOrder - 1][0] = 1;
  for (std::size_t order = 2; order <= kCubicOrder; ++order) {
    std::array<Cubic, kCubicOrder> next{};
    for (std::size_t b = kCubicOrder - order; b < kCubicOrder; ++b) {
      const std::size_t i = last - (kCubicOrder - 1) + b;
      add_product(found[b], t[last] - t[i], t[i + order - 1] - t[i], 1, next[b]);
      if (b + 1 < kCubicOrder) add_product(found[b + 1], t[last] - t[i + order], t[i + order] - t[i + 1], -1, next[b]);
    }
    found = next;
  }
  return found;
}

}  // namespace

std::vector<double> detail::b_spline_knots(const std::vector<double>& knots, double low, double high) {
  std::vector<double> t(kCubicOrder, low);
  t.insert(t.end(), knots.begin(), knots.end());
  t.insert(t.end(), kCubicOrder, high);
  return t;
}

std::vector<std::vector<Cubic>> detail::b_spline_pieces(const std::vector<double>& t) {
  const std::size_t intervals = t.size() + 1 - 2 * kCubicOrder, splines = intervals + kCubicOrder - 2;
  std::vector<std::vector<Cubic>> pieces(intervals, std::vector<Cubic>(splines, Cubic{}));
  for (std::size_t j = 0; j < intervals; ++j) {
    const std::array<Cubic, kCubicOrder> found = splines_on(t, j + kCubicOrder - 1);
    for (std::size_t b = 0; b < kCubicOrder; ++b) {
      if (j + b > 0) pieces[j][j + b - 1] = found[b];
    }
  }
  return pieces;
}

std::vector<PiecewisePolynomial> b_spline_basis(const std::vector<double>& knots, double low, double high) {
  const std::vector<double> t = detail::b_spline_knots(knots, low, high);
  const std::vector<std::vector<Cubic>> pieces = detail::b_spline_pieces(t);
  std::vector<PiecewisePolynomial> basis(pieces[0].size());
  for (std::size_t s = 0; s < basis.size(); ++s) {
    basis[s].knots = knots;
    for (std::size_t j = 0; j < pieces.size(); ++j) {
      basis[s].origins.push_back(t[j + kCubicOrder - 1]);
      basis[s].coefficients.push_back({pieces[j][s].begin(), pieces[j][s].end()});
    }
  }
  return basis;
}

}  // namespace binet
