#pragma once

#include "nn/activation.hpp"

#include <limits>

namespace binet {

/// |f′| below this counts as saturated: almost no gradient passes.
inline constexpr double kSaturatedSlope = 0.01;

/// Properties computed from an activation's own functions.
struct ActivationFacts {
  double mean_output = 0;  ///< mean of f(x) for standard normal x; near 0 the outputs are zero-centred
  /// |f′| < kSaturatedSlope for all x ≤ saturated_below and all x ≥ saturated_above; −∞ and ∞: nowhere.
  double saturated_below = -std::numeric_limits<double>::infinity();
  double saturated_above = std::numeric_limits<double>::infinity();
  double lower_limit = 0, upper_limit = 0;  ///< limits of f as x → −∞ and x → ∞; ±∞ if it is unbounded

  bool zero_centred() const { return mean_output < 0.01 && mean_output > -0.01; }
};

ActivationFacts find_facts(const Activation&);

/// Nanoseconds per number for one forward and backward pass, measured now: the fastest of several runs.
double measure_cost(const Activation&);

}  // namespace binet
