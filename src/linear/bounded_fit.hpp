#pragma once

#include "linear/objective.hpp"

#include <vector>

namespace binet {

struct BoundedSettings {
  std::vector<int> signs;   ///< by parameter: 1 for β ≥ 0, −1 for β ≤ 0, 0 for any
  double tolerance = 1e-8;  ///< on the largest |g_j| that no bound opposes, relative to max |g_j| at β = 0
  int max_iterations = 1000;
  SolverProgress progress = {};
};

/// Minimises a convex objective within bounds at 0, by Newton's method on the parameters that no bound holds. A step
/// ends where it meets a bound; a bound is left once the gradient points into what it allows. At the end the conditions
/// of Karush, Kuhn and Tucker hold: g_j = 0, or β_j = 0 and g_j ≥ 0 for β ≥ 0 (g_j ≤ 0 for β ≤ 0). Starts at and
/// overwrites `parameters`, which are first moved within the bounds.
Convergence minimize_bounded(TwiceDifferentiable&, VectorD& parameters, const BoundedSettings&);

}  // namespace binet
