#include "math/chi_squared.hpp"

#include <cmath>
#include <limits>

namespace binet {
namespace {

constexpr int kMostTerms = 10000;
constexpr double kPrecision = 1e-16;

/// P(a, x) by its power series, DLMF 8.11.4; for x < a + 1.
double lower_by_series(double a, double x) {
  double term = 1 / a, sum = term;
  for (int k = 1; k < kMostTerms && term > kPrecision * sum; ++k) {
    term *= x / (a + k);
    sum += term;
  }
  return sum * std::exp(a * std::log(x) - x - std::lgamma(a));
}

/// Q(a, x) by its continued fraction, DLMF 8.9.2, in Lentz's form; for x ≥ a + 1.
double upper_by_fraction(double a, double x) {
  constexpr double kTiny = std::numeric_limits<double>::min() / kPrecision;
  double b = x + 1 - a, c = 1 / kTiny, d = 1 / b, fraction = d;
  for (int k = 1; k < kMostTerms; ++k) {
    const double numerator = -k * (k - a);
    b += 2;
    d = numerator * d + b;
    d = 1 / (std::abs(d) < kTiny ? kTiny : d);
    c = b + numerator / c;
    c = std::abs(c) < kTiny ? kTiny : c;
    fraction *= c * d;
    if (std::abs(c * d - 1) < kPrecision) break;
  }
  return fraction * std::exp(a * std::log(x) - x - std::lgamma(a));
}

}  // namespace

double chi_squared_upper_tail(double x, double degrees) {
  if (std::isnan(x)) return x;
  if (!(x > 0)) return 1;
  const double a = degrees / 2, half = x / 2;
  return half < a + 1 ? 1 - lower_by_series(a, half) : upper_by_fraction(a, half);
}

double two_sided_normal_tail(double z) {
  return std::erfc(std::abs(z) / std::sqrt(2.0));
}

double normal_quantile(double probability) {
  // Bisection on the smaller tail, so that no digits are lost.
  const bool upper = probability > 0.5;
  const double tail = upper ? 1 - probability : probability;
  double low = 0, high = 40;
  for (int step = 0; step < 200 && high - low > 1e-16 * high; ++step) {
    const double middle = 0.5 * (low + high);
    (std::erfc(middle / std::sqrt(2.0)) / 2 > tail ? low : high) = middle;
  }
  const double z = 0.5 * (low + high);
  return upper ? z : -z;
}

}  // namespace binet
