#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace binet {

/// A polynomial between each two knots and beyond the outer ones: piece i holds for numbers that have i knots at or
/// below them, and is Σ_k coefficients[i][k] (x − origins[i])^k.
struct PiecewisePolynomial {
  std::vector<double> knots;    ///< ascending; one fewer than there are pieces
  std::vector<double> origins;  ///< one per piece
  std::vector<std::vector<double>> coefficients;

  bool empty() const { return origins.empty(); }

  double operator()(double x) const {
    const auto piece = static_cast<std::size_t>(std::ranges::upper_bound(knots, x) - knots.begin());
    const double y = x - origins[piece];
    double value = 0;
    for (std::size_t k = coefficients[piece].size(); k > 0; --k) value = value * y + coefficients[piece][k - 1];
    return value;
  }
};

}  // namespace binet
