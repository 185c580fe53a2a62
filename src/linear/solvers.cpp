#include "linear/solvers.hpp"

#include "base/text_list.hpp"
#include "linear/coordinate_descent.hpp"
#include "linear/example_sample.hpp"
#include "linear/kernel_newton.hpp"
#include "linear/lbfgs.hpp"
#include "linear/newton.hpp"
#include "linear/preconditioner.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace binet {
namespace {

constexpr Index kMostNewtonColumns = 3000;
constexpr Index kSampleRows = 32768;  ///< rows of the sample that starts and preconditions; more for wide data
constexpr Index kSampleRowsAColumn = 64;
constexpr Index kSamplesWorth = 4;  ///< a sample is used if there are this many times its rows
constexpr int kIterationsBetweenHessians = 12;

double gradient_at_zero(LinearObjective& objective) {
  VectorD gradient;
  objective.value_and_gradient(VectorD::Zero(objective.size()), gradient);
  return gradient.lpNorm<Eigen::Infinity>();
}

/// True for few columns of which none has so many levels that eliminating its block is better.
bool newton_is_cheap(const LinearObjective& objective) {
  const LinearLayout& layout = objective.layout();
  const Index largest = layout.levels.empty() ? 0 : *std::max_element(layout.levels.begin(), layout.levels.end());
  return layout.size <= kMostNewtonColumns && (largest < detail::kManyLevels || 2 * largest < layout.size);
}

/// Preconditioned L-BFGS; the Hessian is recomputed after many iterations.
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

/// Solves a small sample, then from there a larger one, whose Hessian replaces that of all examples.
detail::LinearPreconditioner start_from_samples(const Examples& examples, const LinearLayout& layout, double l2,
                                                Index rows, VectorD& parameters, const SolverProgress& progress) {
  VectorD gradient, curvature;
  const Examples sample = detail::sample_examples(examples, rows).examples;
  const Examples small_sample = detail::sample_examples(sample, std::max<Index>(2, rows / 8)).examples;
  LinearObjective small_objective(small_sample, l2, layout.levels), objective(sample, l2, layout.levels);
  minimize_newton(small_objective, parameters, {.tolerance = 1e-3, .max_iterations = 12, .progress = progress});
  minimize_newton(objective, parameters, {.tolerance = 1e-2, .max_iterations = 12, .progress = progress});
  objective.value_gradient_curvature(parameters, gradient, curvature);
  return detail::LinearPreconditioner(objective, curvature);
}

Index sample_size(const LinearObjective& objective) {
  return std::max(kSampleRows, kSampleRowsAColumn * objective.size());
}

bool sample_is_enough(const LinearObjective& objective) {
  return objective.examples().rows() >= kSamplesWorth * sample_size(objective);
}

Convergence minimize_by_coordinates(LinearObjective& objective, VectorD& parameters, const LogisticSettings& settings) {
  if (settings.start.size() == 0) parameters.resize(0);  // starts from the intercept alone
  ElasticNetSettings elastic_net{settings.l1, settings.l2, settings.tolerance, settings.max_iterations};
  elastic_net.levels = settings.levels;
  elastic_net.progress = settings.progress;
  return minimize_elastic_net(objective.examples(), parameters, elastic_net);
}

Convergence minimize_by_kernel(LinearObjective& objective, VectorD& parameters, const LogisticSettings& settings) {
  detail::KernelModel model(objective);
  const Convergence convergence =
      model.fit(settings.l2, settings.tolerance, settings.max_iterations, settings.progress);
  parameters = model.parameters();
  return convergence;
}

Convergence minimize_by_newton(LinearObjective& objective, VectorD& parameters, const LogisticSettings& settings) {
  return minimize_newton(objective, parameters,
                         {settings.tolerance, settings.max_iterations, gradient_at_zero(objective), settings.progress});
}

Convergence minimize_from_samples(LinearObjective& objective, VectorD& parameters, const LogisticSettings& settings) {
  const double scale = gradient_at_zero(objective);
  const Index rows = std::min(sample_size(objective), objective.examples().rows());
  auto preconditioner =
      start_from_samples(objective.examples(), objective.layout(), objective.l2(), rows, parameters, settings.progress);
  return minimize_preconditioned(objective, parameters, settings, scale, std::move(preconditioner));
}

Convergence minimize_by_lbfgs(LinearObjective& objective, VectorD& parameters, const LogisticSettings& settings) {
  return minimize_preconditioned(objective, parameters, settings, gradient_at_zero(objective), {});
}

constexpr Solver kSolvers[] = {
    {"coordinate_descent", "proximal Newton with coordinate descent: the only one that supports L1", true, false,
     [](const LinearObjective&, const LogisticSettings& settings) { return settings.l1 > 0; }, minimize_by_coordinates},
    {"kernel", "Newton in the space of the rows, if columns far outnumber rows", false, true,
     [](const LinearObjective& objective, const LogisticSettings&) {
       return detail::kernel_is_cheap(objective.examples().rows(), objective.size());
     },
     minimize_by_kernel},
    {"sampled_lbfgs", "L-BFGS started and preconditioned by a sample of the rows, if rows far outnumber columns", false,
     false,
     [](const LinearObjective& objective, const LogisticSettings&) {
       return newton_is_cheap(objective) && sample_is_enough(objective);
     },
     minimize_from_samples},
    {"newton", "Newton's method with Cholesky steps, up to a few thousand columns", false, false,
     [](const LinearObjective& objective, const LogisticSettings&) { return newton_is_cheap(objective); },
     minimize_by_newton},
    {"lbfgs", "preconditioned L-BFGS, for columns of very many levels", false, false,
     [](const LinearObjective&, const LogisticSettings&) { return true; }, minimize_by_lbfgs},
};

}  // namespace

std::string Solver::refusal(const LogisticSettings& settings) const {
  if (settings.l1 > 0 && !takes_l1) {
    std::vector<std::string_view> able{kAutoSolver};
    for (const Solver& each : kSolvers) {
      if (each.takes_l1) able.push_back(each.name);
    }
    return "does not support l1; expected " + joined(able, " or ");
  }
  return needs_l2 && !(settings.l2 > 0) ? "requires l2 above 0" : "";
}

std::span<const Solver> solvers() {
  return kSolvers;
}

const Solver& preferred_solver(const LinearObjective& objective, const LogisticSettings& settings) {
  return *std::ranges::find_if(kSolvers, [&](const Solver& solver) {
    return solver.refusal(settings).empty() && solver.suits(objective, settings);
  });
}

}  // namespace binet
