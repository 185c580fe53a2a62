#pragma once

#include "linear/objective.hpp"

#include <functional>

namespace binet {

struct LbfgsSettings {
  double tolerance = 1e-8;  ///< limit of the relative gradient norm
  int max_iterations = 1000;
  int memory = 10;            ///< pairs of step and gradient change that are kept
  double gradient_scale = 0;  ///< divisor of the relative gradient norm; 0: max |g_j| at the start
  double gap = 0;  ///< also stop once ½gᵀH⁻¹g, with the approximate H, is below this share of the objective
  /// Overwrites a vector v with M⁻¹v, where M approximates the Hessian; empty: a multiple of the identity.
  std::function<void(VectorD&)> precondition{};
  SolverProgress progress{};
};

/// Limited-memory BFGS with a strong Wolfe line search (Nocedal, Wright 2006, algorithms 7.5, 3.5 and 3.6). Starts at
/// `parameters` (size() entries) and overwrites them. Does not converge if no step along the line lowers the objective.
Convergence minimize_lbfgs(Objective&, VectorD& parameters, const LbfgsSettings& = {});

}  // namespace binet
