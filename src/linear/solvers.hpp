#pragma once

#include "linear/linear_objective.hpp"
#include "linear/logistic.hpp"

#include <span>
#include <string>
#include <string_view>

namespace binet {

/// A way to minimise LogisticSettings' objective. To add one: a function and its row in the table of solvers.cpp;
/// optimizer.solver, help, schema, manual and the tests that loop over the table follow.
struct Solver {
  std::string_view name;
  std::string_view summary;
  bool takes_l1;  ///< minimises with l1 > 0
  bool needs_l2;  ///< only with l2 > 0
  /// `auto` takes the first solver of the table that can do the settings and suits the shape of the data.
  bool (*suits)(const LinearObjective&, const LogisticSettings&);
  /// Starts at and overwrites `parameters` (as in LinearLayout). The objective has the settings' l2.
  Convergence (*minimize)(LinearObjective&, VectorD& parameters, const LogisticSettings&);

  /// Why it cannot do the settings; empty if it can.
  std::string refusal(const LogisticSettings&) const;
};

/// LogisticSettings::solver that stands for preferred_solver().
inline constexpr std::string_view kAutoSolver = "auto";

std::span<const Solver> solvers();

const Solver& preferred_solver(const LinearObjective&, const LogisticSettings&);

}  // namespace binet
