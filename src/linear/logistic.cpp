#include "linear/logistic.hpp"

#include "binet/base/error.hpp"
#include "linear/coordinate_descent.hpp"
#include "linear/kernel_newton.hpp"
#include "linear/lbfgs.hpp"
#include "linear/linear_objective.hpp"
#include "linear/newton.hpp"
#include "linear/preconditioner.hpp"
#include "linear/sample_rows.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace binet {
namespace {

constexpr Index kMostNewtonColumns = 3000;
constexpr Index kSampleRows = 32768;  ///< of the sample that starts and preconditions; more for wide data
constexpr Index kSampleRowsAColumn = 64;
constexpr int kIterationsBetweenHessians = 12;

double gradient_at_zero(LinearObjective& objective) {
  VectorD gradient;
  objective.value_and_gradient(VectorD::Zero(objective.size()), gradient);
  return gradient.lpNorm<Eigen::Infinity>();
}

/// Few columns, or none so rich in levels that its block is better eliminated.
bool newton_is_cheap(const LinearLayout& layout) {
  const Index largest = layout.levels.empty() ? 0 : *std::max_element(layout.levels.begin(), layout.levels.end());
  return layout.size <= kMostNewtonColumns && (largest < detail::kManyLevels || 2 * largest < layout.size);
}

VectorD start(const LinearObjective& objective, const LogisticSettings& settings) {
  return settings.start.size() > 0 ? settings.start : VectorD::Zero(objective.size());
}

/// Preconditioned L-BFGS; the Hessian is taken again where it has served for long.
Convergence minimize_preconditioned(LinearObjective& objective, VectorD& parameters, const LogisticSettings& settings,
                                    double scale, std::optional<detail::LinearPreconditioner> preconditioner) {
  Convergence state;
  const auto total = [&](Convergence part) {
    part.iterations += state.iterations;
    return part;
  };
  bool stopped = false;
  do {
    if (!preconditioner) {
      VectorD gradient, curvature;
      objective.value_gradient_curvature(parameters, gradient, curvature);
      preconditioner.emplace(objective, curvature);
    }
    LbfgsSettings lbfgs;
    lbfgs.tolerance = settings.tolerance;
    lbfgs.gradient_scale = scale;
    lbfgs.gap = settings.gap;
    lbfgs.max_iterations = std::min(kIterationsBetweenHessians, settings.max_iterations - state.iterations);
    lbfgs.precondition = [&](VectorD& v) { preconditioner->apply(v); };
    lbfgs.progress = [&](const Convergence& part) { return !settings.progress || settings.progress(total(part)); };
    const Convergence part = minimize_lbfgs(objective, parameters, lbfgs);
    stopped = part.interrupted || part.iterations == 0;
    state = total(part);
    preconditioner.reset();
  } while (!state.converged && !stopped && state.iterations < settings.max_iterations);
  return state;
}

/// Solves a small sample, then a larger one from there, whose Hessian stands in for that of all examples.
detail::LinearPreconditioner start_from_samples(const Examples& examples, const LinearLayout& layout, double l2,
                                                Index rows, VectorD& parameters, const SolverProgress& progress) {
  VectorD gradient, curvature;
  const Examples sample = examples.gather(detail::sample_rows(examples.rows(), rows));
  const Examples small_sample = sample.gather(detail::sample_rows(rows, rows / 8));
  LinearObjective small_objective(small_sample, l2, layout.levels), objective(sample, l2, layout.levels);
  minimize_newton(small_objective, parameters, {.tolerance = 1e-3, .max_iterations = 12, .progress = progress});
  minimize_newton(objective, parameters, {.tolerance = 1e-2, .max_iterations = 12, .progress = progress});
  objective.value_gradient_curvature(parameters, gradient, curvature);
  return detail::LinearPreconditioner(objective, curvature);
}

LogisticFit solve_newton(LinearObjective& objective, const LogisticSettings& settings) {
  LogisticFit fit{start(objective, settings), {}, "newton"};
  const Examples& examples = objective.examples();
  const Index sample = std::max(kSampleRows, kSampleRowsAColumn * objective.size());
  const double scale = gradient_at_zero(objective);
  if (examples.rows() < 4 * sample) {
    fit.convergence = minimize_newton(
        objective, fit.parameters, {settings.tolerance, settings.max_iterations, scale, settings.progress});
  } else {
    auto preconditioner = start_from_samples(examples, objective.layout(), objective.l2(), sample, fit.parameters, settings.progress);
    fit.convergence = minimize_preconditioned(objective, fit.parameters, settings, scale, std::move(preconditioner));
  }
  return fit;
}

LogisticFit solve_lbfgs(LinearObjective& objective, const LogisticSettings& settings) {
  LogisticFit fit{start(objective, settings), {}, "lbfgs"};
  const double scale = gradient_at_zero(objective);
  fit.convergence = minimize_preconditioned(objective, fit.parameters, settings, scale, {});
  return fit;
}

LogisticFit solve_coordinate_descent(const Examples& examples, const LogisticSettings& settings) {
  LogisticFit fit{settings.start, {}, "coordinate_descent"};
  ElasticNetSettings elastic_net{settings.l1, settings.l2, settings.tolerance, settings.max_iterations};
  elastic_net.levels = settings.levels;
  elastic_net.progress = settings.progress;
  fit.convergence = minimize_elastic_net(examples, fit.parameters, elastic_net);
  return fit;
}

}  // namespace

LogisticFit solve_logistic(const Examples& examples, const LogisticSettings& settings) {
  const std::string& solver = settings.solver;
  if (solver != "auto" && solver != "newton" && solver != "lbfgs" && solver != "coordinate_descent") {
    throw UsageError("unknown solver \"" + solver + "\": expected one of auto, newton, lbfgs, coordinate_descent");
  }
  if (solver == "coordinate_descent" || (solver == "auto" && settings.l1 > 0)) {
    return solve_coordinate_descent(examples, settings);
  }
  if (settings.l1 > 0) throw UsageError("solver \"" + solver + "\" cannot do l1; expected auto or coordinate_descent");
  LinearObjective objective(examples, settings.l2, settings.levels);
  if (solver == "newton") return solve_newton(objective, settings);
  if (solver == "lbfgs") return solve_lbfgs(objective, settings);
  if (settings.l2 > 0 && detail::kernel_is_cheap(examples.rows(), objective.size())) {
    return detail::solve_by_kernel(objective, settings);
  }
  return newton_is_cheap(objective.layout()) ? solve_newton(objective, settings) : solve_lbfgs(objective, settings);
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
