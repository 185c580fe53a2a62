#pragma once

#include "binet/nn/activation.hpp"

#include <limits>

namespace binet {

/// |f′| below this counts as saturated: hardly any gradient passes.
inline constexpr double kSaturatedSlope = 0.01;

/// What follows from an activation's own functions.
struct ActivationFacts {
  double mean_output = 0;  ///< of x that is normal with mean 0 and deviation 1; near 0: the outputs are centred on zero
  /// |f′| < kSaturatedSlope for every x up to saturated_below and from saturated_above on; −∞ and ∞: never.
  double saturated_below = -std::numeric_limits<double>::infinity();
  double saturated_above = std::numeric_limits<double>::infinity();
  double lower_limit = 0, upper_limit = 0;  ///< of f as x goes to −∞ and ∞; ±∞ where it grows without bound

  bool zero_centred() const { return mean_output < 0.01 && mean_output > -0.01; }
};

ActivationFacts find_facts(const Activation&);

/// Nanoseconds per number for one forward and backward pass, measured now: the shortest of several runs.
double measure_cost(const Activation&);

}  // namespace binet
