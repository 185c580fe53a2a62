#include "kernel_newton.hpp"

#include "binet/optim/newton.hpp"
#include "span_objective.hpp"

namespace binet::detail {

LogisticFit solve_in_row_span(LinearObjective& objective, const LogisticSettings& settings) {
  const RowSpan basis(objective);
  SpanObjective reduced(basis, objective);
  LogisticFit fit{VectorD::Zero(reduced.size()), {}, "kernel"};
  fit.convergence = minimize_newton(reduced, fit.parameters, {settings.tolerance, settings.max_iterations, 0});
  fit.parameters = basis.parameters(fit.parameters);
  return fit;
}

}  // namespace binet::detail
