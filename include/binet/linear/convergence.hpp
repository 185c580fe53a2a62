#pragma once

#include <string>

namespace binet {

/// Which solver minimises an objective, and when it stops.
struct SolverSettings {
  std::string solver = "auto";  ///< auto, or a name of solvers()
  double tolerance = 1e-8;      ///< on max |g_j|, relative to that at β = 0
  int max_iterations = 1000;
};

/// How a solver ended; printed as one sentence and saved in the model.
struct Convergence {
  bool converged = false;
  int iterations = 0;
  double objective = 0;
  double gradient_norm = 0;           ///< max |g_j| at the end
  double relative_gradient_norm = 0;  ///< gradient_norm divided by its value at the start
  bool interrupted = false;           ///< the run was stopped; the parameters are the best so far
};

}  // namespace binet
