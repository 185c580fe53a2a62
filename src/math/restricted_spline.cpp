#include "math/restricted_spline.hpp"

#include "math/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace binet {
namespace {

constexpr double kManyTies = 0.05;  ///< a share of the rows with one number
constexpr std::size_t kFewRows = 100;
constexpr std::size_t kOuterRank = 5;

/// The largest share of the rows that has one number, the least and the largest number left out.
double largest_share_inside(std::span<const double> sorted) {
  std::size_t most = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    const auto end = static_cast<std::size_t>(std::ranges::upper_bound(sorted, sorted[i]) - sorted.begin());
    if (i > 0 && end < sorted.size()) most = std::max(most, end - i);
    i = end;
  }
  return static_cast<double>(most) / static_cast<double>(sorted.size());
}

/// scale · ((x − knot)³ where x is above the knot), in y = x − origin, added to `piece`.
void add_cube(double knot, double origin, double scale, std::vector<double>& piece) {
  const double d = origin - knot;
  piece[0] += scale * d * d * d;
  piece[1] += scale * 3 * d * d;
  piece[2] += scale * 3 * d;
  piece[3] += scale;
}

}  // namespace

std::vector<PiecewisePolynomial> restricted_spline_basis(const std::vector<double>& knots) {
  const std::size_t last = knots.size() - 1;
  const double width = knots[last] - knots[0], gap = knots[last] - knots[last - 1];
  std::vector<PiecewisePolynomial> basis{{{}, {0.0}, {{0.0, 1.0}}}};
  for (std::size_t j = 0; j + 1 < last; ++j) {
    PiecewisePolynomial column;
    column.origins.push_back(knots[0]);
    column.coefficients.push_back({0.0});
    std::vector<double> piece(4, 0.0);
    for (std::size_t i = 0; i < last; ++i) {
      column.knots.push_back(knots[i]);
      column.origins.push_back(knots[i]);
      piece.assign(4, 0.0);
      if (i >= j) add_cube(knots[j], knots[i], 1 / (width * width), piece);
      if (i + 1 == last) add_cube(knots[i], knots[i], -(knots[last] - knots[j]) / (gap * width * width), piece);
      column.coefficients.push_back(piece);
    }
    const double value = piece[0] + gap * (piece[1] + gap * (piece[2] + gap * piece[3]));
    const double slope = piece[1] + gap * (2 * piece[2] + gap * 3 * piece[3]);
    column.knots.push_back(knots[last]);
    column.origins.push_back(knots[last]);
    column.coefficients.push_back({value, slope});
    basis.push_back(std::move(column));
  }
  return basis;
}

std::vector<double> restricted_spline_knots(std::span<const double> sorted, int count) {
  const auto all = static_cast<double>(sorted.size());
  const auto at_low = static_cast<double>(std::ranges::upper_bound(sorted, sorted.front()) - sorted.begin());
  const auto at_high = static_cast<double>(sorted.end() - std::ranges::lower_bound(sorted, sorted.back()));
  const double outer = count > 6 ? 0.025 : count > 3 ? 0.05 : 0.1;
  std::optional<double> first, final;
  int inner = count;
  if (largest_share_inside(sorted) < kManyTies) {
    if (at_low / all >= kManyTies) {
      first = *std::ranges::upper_bound(sorted, sorted.front());
      sorted = sorted.subspan(static_cast<std::size_t>(std::ranges::upper_bound(sorted, *first) - sorted.begin()));
      --inner;
    }
    if (at_high / all >= kManyTies) {
      final = *(std::ranges::lower_bound(sorted, sorted.back()) - 1);
      sorted = sorted.first(static_cast<std::size_t>(std::ranges::lower_bound(sorted, *final) - sorted.begin()));
      --inner;
    }
  }
  const double from = inner <= 2 ? 0.5 : outer, to = 1 - outer;
  std::vector<double> knots;
  for (int k = 0; k < inner; ++k) {
    const double step = inner > 1 ? (to - from) / (inner - 1) : 0;
    knots.push_back(quantile_of(sorted, from + k * step));
  }
  if (inner > 1 && sorted.size() < kFewRows) {
    const std::size_t rank = std::min(kOuterRank, sorted.size());
    if (!first) knots.front() = sorted[rank - 1];
    if (!final) knots.back() = sorted[sorted.size() - rank];
  }
  if (first) knots.insert(knots.begin(), *first);
  if (final) knots.push_back(*final);
  return knots;
}

}  // namespace binet
