#include "linear/logistic.hpp"

#include "base/find_named.hpp"
#include "linear/linear_objective.hpp"
#include "linear/solvers.hpp"

namespace binet {

LogisticFit solve_logistic(const Examples& examples, const LogisticSettings& settings) {
  LinearObjective objective(examples, settings.l2, settings.levels);
  const Solver& solver = settings.solver == kAutoSolver ? preferred_solver(objective, settings)
                                                        : find_named(solvers(), "solver", settings.solver);
  if (const std::string refusal = solver.refusal(settings); !refusal.empty()) {
    throw UsageError("solver \"" + settings.solver + "\" " + refusal);
  }
  LogisticFit fit{
      settings.start.size() > 0 ? settings.start : VectorD::Zero(objective.size()), {}, std::string(solver.name)};
  fit.convergence = solver.minimize(objective, fit.parameters, settings);
  return fit;
}

}  // namespace binet
