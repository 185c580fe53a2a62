#pragma once

#include "linear/linear_objective.hpp"
#include "linear/logistic.hpp"

#include <span>
#include <string>
#include <string_view>

namespace binet {

/// A method of minimising LogisticSettings' objective. To add one, add a function and its row to the table of
/// solvers.cpp; optimizer.solver, help, schema, manual and the tests that loop over the table follow.
struct Solver {
  std::string_view name;
  std::string_view summary;
  bool takes_l1;  ///< supports l1 > 0
  bool needs_l2;  ///< requires l2 > 0
  /// `auto` chooses the first solver of the table that supports the settings and suits the shape of the data.
  bool (*suits)(const LinearObjective&, const LogisticSettings&);
  /// Starts at `parameters` (as in LinearLayout) and overwrites them. The objective has the settings' l2.
  Convergence (*minimize)(LinearObjective&, VectorD& parameters, const LogisticSettings&);

  /// Why it does not support the settings; empty if it does.
  std::string refusal(const LogisticSettings&) const;
};

/// The value of LogisticSettings::solver that selects preferred_solver().
inline constexpr std::string_view kAutoSolver = "auto";

std::span<const Solver> solvers();

const Solver& preferred_solver(const LinearObjective&, const LogisticSettings&);

}  // namespace binet
