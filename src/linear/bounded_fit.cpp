#include "linear/bounded_fit.hpp"

#include "math/decompositions.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace binet {
namespace {

constexpr double kArmijo = 1.0 / 2048;
constexpr int kMostHalvings = 40;

class BoundedNewton {
 public:
  BoundedNewton(TwiceDifferentiable& objective, VectorD& parameters, const BoundedSettings& settings)
      : objective_(objective), parameters_(parameters), settings_(settings) {}

  Convergence run() {
    const double start = gradient_at_zero();
    for (Index j = 0; j < parameters_.size(); ++j) {
      if (sign(j) * parameters_[j] < 0) parameters_[j] = 0;
    }
    state_.objective = objective_.value_gradient_hessian(parameters_, gradient_, hessian_);
    measure(start);
    while (!state_.converged && !state_.interrupted && state_.iterations < settings_.max_iterations) {
      if (!move()) break;
      ++state_.iterations;
      measure(start);
      state_.interrupted = !state_.converged && settings_.progress && !settings_.progress(state_);
    }
    return state_;
  }

 private:
  int sign(Index j) const { return settings_.signs[static_cast<std::size_t>(j)]; }
  bool at_bound(Index j) const { return sign(j) != 0 && parameters_[j] == 0; }
  /// A bound that the objective presses against.
  bool is_held(Index j) const { return at_bound(j) && sign(j) * gradient_[j] >= 0; }

  double gradient_at_zero() {
    VectorD gradient;
    objective_.value_and_gradient(VectorD::Zero(parameters_.size()), gradient);
    return gradient.lpNorm<Eigen::Infinity>();
  }

  void measure(double start) {
    state_.gradient_norm = 0;
    for (Index j = 0; j < parameters_.size(); ++j) {
      if (!is_held(j)) state_.gradient_norm = std::max(state_.gradient_norm, std::abs(gradient_[j]));
    }
    state_.relative_gradient_norm = start > 0 ? state_.gradient_norm / start : 0;
    state_.converged = state_.relative_gradient_norm <= settings_.tolerance;
  }

  /// −H⁻¹g of the parameters that are free; 0 for the others. A parameter at its bound that the step would move beyond
  /// it is not free.
  VectorD step() const {
    std::vector<Index> moving;
    for (Index j = 0; j < parameters_.size(); ++j) {
      if (!is_held(j)) moving.push_back(j);
    }
    while (true) {
      const auto size = static_cast<Index>(moving.size());
      MatrixD hessian(size, size);
      VectorD gradient(size), whole = VectorD::Zero(parameters_.size());
      for (Index a = 0; a < size; ++a) {
        const Index row = moving[static_cast<std::size_t>(a)];
        gradient[a] = gradient_[row];
        for (Index b = 0; b < size; ++b) hessian(a, b) = hessian_(row, moving[static_cast<std::size_t>(b)]);
      }
      const VectorD part = solve(hessian, gradient);
      for (Index a = 0; a < size; ++a) whole[moving[static_cast<std::size_t>(a)]] = -part[a];
      std::vector<Index> within;
      for (const Index j : moving) {
        if (!at_bound(j) || sign(j) * whole[j] >= 0) within.push_back(j);
      }
      if (within.size() == moving.size()) return whole;
      moving = within;
    }
  }

  /// If the Hessian is singular to working precision, a share of its diagonal is added until it is not.
  static VectorD solve(const MatrixD& hessian, const VectorD& gradient) {
    if (gradient.size() == 0) return gradient;
    const double least_pivot = 4 * std::numeric_limits<double>::epsilon() * static_cast<double>(hessian.rows());
    for (double damping = 0; damping < 1e3; damping = damping == 0 ? 1e-9 : 100 * damping) {
      MatrixD damped = hessian;
      damped.diagonal().array() += damping * (hessian.diagonal().array() + hessian.diagonal().mean());
      const Cholesky factor(damped);
      if (!factor.succeeded()) continue;
      if (!factor.pivots_exceed(least_pivot * damped.diagonal())) continue;
      VectorD found = factor.solve(gradient);
      if (found.allFinite()) return found;
    }
    return gradient;
  }

  /// The largest share of a step, at most 1, within all bounds; `first` is the bound it ends at, −1 for none.
  double room(const VectorD& direction, Index& first) const {
    double share = 1;
    first = -1;
    for (Index j = 0; j < parameters_.size(); ++j) {
      if (sign(j) * direction[j] >= 0) continue;
      const double until = -parameters_[j] / direction[j];
      if (until < share) {
        share = until;
        first = j;
      }
    }
    return share;
  }

  bool move() {
    const VectorD direction = step();
    Index first = -1;
    double length = room(direction, first);
    const double slope = gradient_.dot(direction);
    const double noise = 8 * std::numeric_limits<double>::epsilon() * std::abs(state_.objective);
    VectorD trial, trial_gradient;
    MatrixD trial_hessian;
    for (int halvings = 0; halvings < kMostHalvings; ++halvings, length /= 2) {
      trial = parameters_ + length * direction;
      if (first >= 0 && halvings == 0) trial[first] = 0;
      for (Index j = 0; j < trial.size(); ++j) {
        if (sign(j) * trial[j] < 0) trial[j] = 0;  // by rounding
      }
      const double value = objective_.value_gradient_hessian(trial, trial_gradient, trial_hessian);
      const bool falls = value <= state_.objective + kArmijo * length * slope;
      const bool rests = value <= state_.objective + noise && trial_gradient.lpNorm<1>() < gradient_.lpNorm<1>();
      if (!falls && !rests) continue;
      state_.objective = value;
      parameters_.swap(trial);
      gradient_.swap(trial_gradient);
      hessian_.swap(trial_hessian);
      return true;
    }
    return false;
  }

  TwiceDifferentiable& objective_;
  VectorD& parameters_;
  const BoundedSettings& settings_;
  VectorD gradient_;
  MatrixD hessian_;
  Convergence state_;
};

}  // namespace

Convergence minimize_bounded(TwiceDifferentiable& objective, VectorD& parameters, const BoundedSettings& settings) {
  return BoundedNewton(objective, parameters, settings).run();
}

}  // namespace binet
