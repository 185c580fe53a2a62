#pragma once

#include "features/features.hpp"
#include "linear/objective.hpp"

#include <functional>
#include <string>
#include <vector>

namespace binet {

struct LogisticSettings {
  std::string solver = "auto";  ///< as in SolverSettings, like the two others of its names
  double l1 = 0;                ///< λ₁, times Σ_{j ≥ 1} |β_j|
  double l2 = 0;                ///< λ₂, times ½ Σ_{j ≥ 1} β_j²
  double tolerance = SolverSettings().tolerance;
  double gap = 0;               ///< lbfgs: also stop once the objective is within about this share of its minimum
  int max_iterations = SolverSettings().max_iterations;
  std::vector<Index> levels = {};  ///< one entry per code column; empty: counted from the codes
  VectorD start{};                 ///< parameters to start from; empty: 0
  SolverProgress progress{};
};

struct LogisticFit {
  VectorD parameters;  ///< as in LinearLayout
  Convergence convergence;
  std::string solver;  ///< the solver that ran: a name of solvers()
};

/// Minimises mean log loss + l1 Σ|β| + (l2/2) Σβ². `auto` chooses by shape (see solvers()): coordinate descent for L1;
/// Newton in the space of the rows if columns far outnumber them; Newton–Cholesky for up to a few thousand columns;
/// otherwise L-BFGS. If rows far outnumber columns, the solution and Hessian of a sample of the rows start and
/// precondition L-BFGS on all rows, so that a few passes are enough; a code column of many levels is eliminated exactly
/// from the Hessian, because its own block is diagonal. Throws UsageError for an unknown solver, or one that does not
/// support these settings.
LogisticFit solve_logistic(const Examples&, const LogisticSettings&);

}  // namespace binet
