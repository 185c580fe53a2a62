#pragma once

#include "linear/objective.hpp"

namespace binet {

struct NewtonSettings {
  double tolerance = 1e-8;  ///< limit of the relative gradient norm
  int max_iterations = 100;
  double gradient_scale = 0;  ///< divisor of the relative gradient norm; 0: max |g_j| at the start
  SolverProgress progress = {};
};

/// Newton's method with Cholesky steps and backtracking to Armijo's condition (Nocedal, Wright 2006, algorithms 3.2 and
/// 3.1). Starts at `parameters` (size() entries) and overwrites them. If the Hessian is singular, as with separable or
/// collinear data, a share of its diagonal is added; Convergence::converged tells whether that was sufficient.
Convergence minimize_newton(TwiceDifferentiable&, VectorD& parameters, const NewtonSettings& = {});

}  // namespace binet
