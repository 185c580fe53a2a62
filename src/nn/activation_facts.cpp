#include "nn/activation_facts.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <vector>

namespace binet {
namespace {

constexpr double kFarOut = 40;     ///< beyond, every activation is saturated or a straight line
constexpr double kScanStep = 0.01;

bool saturated(const Activation& f, double x) {
  return std::abs(f.slope(x)) < kSaturatedSlope;
}

/// The boundary between `inside`, where f is saturated, and `outside`, where it is not.
double saturation_end(const Activation& f, double inside, double outside) {
  for (int i = 0; i < 60; ++i) {
    const double middle = (inside + outside) / 2;
    (saturated(f, middle) ? inside : outside) = middle;
  }
  return std::abs(inside) < 1e-9 ? 0 : inside;
}

/// Searches from far out towards 0 and beyond for the first x at which f is not saturated; ±∞ if f is not saturated far
/// out.
double saturation_from(const Activation& f, double direction) {
  double x = direction * kFarOut;
  if (!saturated(f, x)) return direction * std::numeric_limits<double>::infinity();
  while (saturated(f, x) && std::abs(x) <= kFarOut) x -= direction * kScanStep;
  return saturation_end(f, x + direction * kScanStep, x);
}

double limit_of(const Activation& f, double direction) {
  const double x = direction * 1e6, value = f.value(x);
  return std::abs(value) > 1e3 ? std::copysign(std::numeric_limits<double>::infinity(), value) : value + 0.0;
}

}  // namespace

ActivationFacts find_facts(const Activation& f) {
  ActivationFacts facts;
  // The trapezoid rule converges faster than any power of the step for a smooth f under a Gaussian.
  for (int i = -1000; i <= 1000; ++i) {
    const double x = 0.01 * i;
    facts.mean_output += 0.01 * f.value(x) * std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
  }
  facts.saturated_below = saturation_from(f, -1);
  facts.saturated_above = saturation_from(f, 1);
  facts.lower_limit = limit_of(f, -1);
  facts.upper_limit = limit_of(f, 1);
  return facts;
}

double measure_cost(const Activation& f) {
  constexpr std::size_t kNumbers = 4096;
  constexpr int kRuns = 15;
  std::vector<Scalar> x(kNumbers), y(kNumbers), dy(kNumbers, Scalar{1}), dx(kNumbers);
  for (std::size_t i = 0; i < kNumbers; ++i) x[i] = static_cast<Scalar>(static_cast<double>(i % 641) / 80 - 4);
  double best = std::numeric_limits<double>::infinity();
  for (int run = 0; run < kRuns; ++run) {
    const auto start = std::chrono::steady_clock::now();
    f.forward(x, y);
    f.backward(x, y, dy, dx);
    best = std::min(best, std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count());
  }
  return best / kNumbers;
}

}  // namespace binet
