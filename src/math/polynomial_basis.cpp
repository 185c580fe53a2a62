#include "math/polynomial_basis.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>

namespace binet {
namespace {

double value_of(const std::vector<double>& coefficients, double y) {
  double value = 0;
  for (std::size_t k = coefficients.size(); k > 0; --k) value = value * y + coefficients[k - 1];
  return value;
}

std::size_t count_distinct(std::span<const double> x) {
  std::vector<double> sorted(x.begin(), x.end());
  std::ranges::sort(sorted);
  return static_cast<std::size_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
}

}  // namespace

std::vector<PiecewisePolynomial> orthogonal_polynomials(std::span<const double> x, int degree) {
  if (count_distinct(x) <= static_cast<std::size_t>(degree)) throw std::domain_error("too few distinct numbers");
  long double sum = 0, range = 0;
  for (const double each : x) sum += each;
  const auto mean = static_cast<double>(sum / static_cast<long double>(x.size()));
  for (const double each : x) range = std::max(range, std::abs(static_cast<long double>(each) - mean));
  // In y = (x − mean)/range, from −1 to 1, powers neither overflow nor vanish.
  const auto unit = static_cast<double>(range);
  std::vector<std::vector<double>> monic = {{1.0}};
  std::vector<double> norms;
  std::vector<PiecewisePolynomial> basis;
  for (int j = 0;; ++j) {
    const std::vector<double>& last = monic.back();
    long double norm = 0, moment = 0;
    for (const double each : x) {
      const double y = (each - mean) / unit;
      const long double p = value_of(last, y);
      norm += p * p;
      moment += y * p * p;
    }
    norms.push_back(static_cast<double>(norm));
    if (j > 0) {
      std::vector<double> coefficients;
      double power = std::sqrt(norms.back());
      for (const double c : last) {
        coefficients.push_back(c / power);
        power *= unit;
      }
      basis.push_back({{}, {mean}, {std::move(coefficients)}});
    }
    if (j == degree) return basis;
    // p_{j+1} = (y − α_j) p_j − (‖p_j‖²/‖p_{j−1}‖²) p_{j−1}
    const auto alpha = static_cast<double>(moment / norm);
    std::vector<double> next(last.size() + 1, 0.0);
    for (std::size_t k = 0; k < last.size(); ++k) {
      next[k + 1] += last[k];
      next[k] -= alpha * last[k];
    }
    if (j > 0) {
      const std::vector<double>& before = monic[monic.size() - 2];
      const double ratio = norms[norms.size() - 1] / norms[norms.size() - 2];
      for (std::size_t k = 0; k < before.size(); ++k) next[k] -= ratio * before[k];
    }
    monic.push_back(std::move(next));
  }
}

std::vector<PiecewisePolynomial> raw_powers(int degree) {
  std::vector<PiecewisePolynomial> basis;
  for (int j = 1; j <= degree; ++j) {
    std::vector<double> coefficients(static_cast<std::size_t>(j) + 1, 0.0);
    coefficients.back() = 1;
    basis.push_back({{}, {0.0}, {std::move(coefficients)}});
  }
  return basis;
}

PiecewisePolynomial shifted(double mean, double divisor) {
  return {{}, {mean}, {{0.0, 1 / divisor}}};
}

}  // namespace binet
