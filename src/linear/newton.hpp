#pragma once

#include "binet/linear/objective.hpp"

namespace binet {

struct NewtonSettings {
  double tolerance = 1e-8;  ///< on the relative gradient norm
  int max_iterations = 100;
  double gradient_scale = 0;  ///< what the gradient is relative to; 0: max |g_j| at the start
  SolverProgress progress = {};
};

/// Newton's method with Cholesky steps and backtracking (Armijo). Starts at and overwrites `parameters`.
/// A singular Hessian (separable or collinear data) falls back to a damped step; the verdict tells.
Convergence minimize_newton(TwiceDifferentiable&, VectorD& parameters, const NewtonSettings& = {});

}  // namespace binet
