#pragma once

#include "binet/linear/objective.hpp"

#include <functional>

namespace binet {

struct LbfgsSettings {
  double tolerance = 1e-8;  ///< on the relative gradient norm
  int max_iterations = 1000;
  int memory = 10;            ///< pairs of step and gradient change that are kept
  double gradient_scale = 0;  ///< what the gradient is relative to; 0: max |g_j| at the start
  double gap = 0;  ///< or as soon as ½gᵀH⁻¹g, H as far as it is known, is within this share of the objective
  /// Overwrites a vector v by M⁻¹v, where M approximates the Hessian; none: a multiple of the identity.
  std::function<void(VectorD&)> precondition{};
  SolverProgress progress{};
};

/// Limited-memory BFGS with a strong Wolfe line search (Nocedal, Wright 2006, algorithms 7.5, 3.5 and 3.6).
/// Starts at and overwrites `parameters` (size() entries). Not converged if no step along the line lowers the objective.
Convergence minimize_lbfgs(Objective&, VectorD& parameters, const LbfgsSettings& = {});

}  // namespace binet
