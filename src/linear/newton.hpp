#pragma once

#include "binet/linear/objective.hpp"

namespace binet {

struct NewtonSettings {
  double tolerance = 1e-8;  ///< on the relative gradient norm
  int max_iterations = 100;
  double gradient_scale = 0;  ///< what the gradient is relative to; 0: max |g_j| at the start
  SolverProgress progress = {};
};

/// Newton's method with Cholesky steps and backtracking to Armijo's condition (Nocedal, Wright 2006, algorithms 3.2 and
/// 3.1). Starts at and overwrites `parameters` (size() entries). Where the Hessian is singular, as with separable or
/// collinear data, a share of its diagonal is added to it; Convergence::converged says whether that was enough.
Convergence minimize_newton(TwiceDifferentiable&, VectorD& parameters, const NewtonSettings& = {});

}  // namespace binet
