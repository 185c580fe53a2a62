#include "linear/newton.hpp"

#include "math/decompositions.hpp"

#include <cmath>
#include <limits>

namespace binet {
namespace {

constexpr double kArmijo = 1.0 / 2048;
constexpr int kMostHalvings = 40;

/// Solves H s = g. If H is singular to working precision, increasing shares of its diagonal are added.
class CholeskyStep {
 public:
  const VectorD& solve(const MatrixD& hessian, const VectorD& gradient) {
    const double least_pivot = 4 * std::numeric_limits<double>::epsilon() * static_cast<double>(hessian.rows());
    for (double damping = 0; damping < 1e3; damping = damping == 0 ? 1e-9 : 100 * damping) {
      damped_ = hessian;
      // A zero column (an empty level) has no curvature of its own.
      damped_.diagonal().array() += damping * (hessian.diagonal().array() + hessian.diagonal().mean());
      factor_.compute(damped_);
      if (!factor_.succeeded()) continue;
      if (!factor_.pivots_exceed(least_pivot * damped_.diagonal())) continue;
      step_ = factor_.solve(gradient);
      if (step_.allFinite()) return step_;
    }
    step_ = gradient;
    return step_;
  }

 private:
  Eigen::MatrixXd damped_;
  Cholesky factor_;
  VectorD step_;
};

}  // namespace

Convergence minimize_newton(TwiceDifferentiable& objective, VectorD& parameters, const NewtonSettings& settings) {
  VectorD gradient, trial, trial_gradient;
  MatrixD hessian, trial_hessian;
  CholeskyStep cholesky;
  Convergence state;
  state.objective = objective.value_gradient_hessian(parameters, gradient, hessian);
  state.gradient_norm = gradient.lpNorm<Eigen::Infinity>();
  const double start = settings.gradient_scale > 0 ? settings.gradient_scale : state.gradient_norm;
  const auto measure = [&] {
    state.gradient_norm = gradient.lpNorm<Eigen::Infinity>();
    state.relative_gradient_norm = start > 0 ? state.gradient_norm / start : 0;
    state.converged = state.relative_gradient_norm <= settings.tolerance;
  };
  measure();
  while (!state.converged && !state.interrupted && state.iterations < settings.max_iterations) {
    const VectorD& step = cholesky.solve(hessian, gradient);
    const double slope = gradient.dot(step);
    const double noise = 8 * std::numeric_limits<double>::epsilon() * std::abs(state.objective);
    bool accepted = false;
    double length = 1;
    for (int halvings = 0; !accepted && halvings < kMostHalvings; ++halvings, length /= 2) {
      trial = parameters - length * step;
      const double value = objective.value_gradient_hessian(trial, trial_gradient, trial_hessian);
      // Near the minimum the objective's last digits are noise; a falling gradient is still informative.
      accepted = value <= state.objective - kArmijo * length * slope ||
                 (value <= state.objective + noise && trial_gradient.lpNorm<1>() < gradient.lpNorm<1>());
      if (accepted) state.objective = value;
    }
    if (!accepted) break;
    parameters.swap(trial);
    gradient.swap(trial_gradient);
    hessian.swap(trial_hessian);
    ++state.iterations;
    measure();
    state.interrupted = !state.converged && settings.progress && !settings.progress(state);
  }
  return state;
}

}  // namespace binet
