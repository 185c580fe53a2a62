#include "math/student.hpp"

#include <cmath>
#include <limits>

namespace binet {
namespace {

constexpr int kMostSteps = 100'000;
constexpr double kLastChange = 1e-16;
constexpr double kLeastDivisor = std::numeric_limits<double>::min() / kLastChange;

double away_from_zero(double value) {
  return std::abs(value) < kLeastDivisor ? kLeastDivisor : value;
}

/// I_x(a, b) by its continued fraction, DLMF 8.17.22, in Lentz's form; for x < (a + 1)/(a + b + 2).
double beta_by_fraction(double x, double a, double b) {
  double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), fraction = d;
  for (int m = 1; m < kMostSteps; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    fraction *= c * d;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    fraction *= c * d;
    if (std::abs(c * d - 1) < kLastChange) break;
  }
  const double scale = std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b);
  return fraction * std::exp(scale + a * std::log(x) + b * std::log1p(-x)) / a;
}

/// P(|T| > t) = I_x(degrees/2, 1/2) at x = degrees/(degrees + t²), DLMF 8.17.
double two_sided_tail(double t, double degrees) {
  const double a = degrees / 2, b = 0.5, x = degrees / (degrees + t * t);
  return x < (a + 1) / (a + b + 2) ? beta_by_fraction(x, a, b)
                                   : 1 - beta_by_fraction(t * t / (degrees + t * t), b, a);
}

}  // namespace

double student_quantile(double level, double degrees) {
  double low = 0, high = 1;
  while (two_sided_tail(high, degrees) > 1 - level && high < std::numeric_limits<double>::max() / 4) high *= 2;
  for (int step = 0; step < 200 && high - low > 1e-15 * high; ++step) {
    const double middle = 0.5 * (low + high);
    (two_sided_tail(middle, degrees) > 1 - level ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace binet
