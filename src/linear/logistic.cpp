#include "linear/logistic.hpp"

#include "base/find_named.hpp"
#include "linear/linear_objective.hpp"
#include "linear/solvers.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <optional>

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

std::optional<Separation> find_separation(const Examples& examples, const VectorD& parameters,
                                          std::vector<Index> levels) {
  constexpr double kLargeLogit = 15;
  const LinearObjective objective(examples, 0, std::move(levels));
  VectorD logits;
  objective.logits(parameters, logits);
  bool all_right = true;
  for (Index i = 0; i < examples.rows(); ++i) {
    const bool counts = examples.weight.size() == 0 || examples.weight[i] > 0;
    if (counts && (logits[i] > 0) != (examples.target[i] > Scalar{0.5})) all_right = false;
  }
  VectorD effects = parameters.cwiseAbs();
  effects[0] = 0;
  const auto& dense = examples.features.dense;
  for (Index j = 0; j < dense.cols(); ++j) {
    const VectorD column = dense.col(j).cast<double>();
    effects[1 + j] *= std::sqrt((column.array() - column.mean()).square().mean());
  }
  Separation found{all_right && logits.cwiseAbs().maxCoeff() > kLargeLogit, 0};
  const double largest = effects.maxCoeff(&found.parameter);
  if (!found.complete && largest <= kLargeLogit) return std::nullopt;
  return found;
}

MatrixD covariance(const Examples& examples, const VectorD& parameters, std::vector<Index> levels) {
  LinearObjective objective(examples, 0, std::move(levels));
  VectorD gradient;
  MatrixD hessian;
  objective.value_gradient_hessian(parameters, gradient, hessian);
  hessian *= objective.weight_sum();
  const Eigen::LLT<Eigen::MatrixXd> factor(hessian);
  if (factor.info() != Eigen::Success || factor.rcond() < 1e-14) {
    throw Error("standard errors: the columns are collinear or the classes separable; expected a regular Hessian");
  }
  return factor.solve(Eigen::MatrixXd::Identity(hessian.rows(), hessian.cols()));
}

}  // namespace binet
