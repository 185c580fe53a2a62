#include "linear/lbfgs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace binet {
namespace {

constexpr double kArmijo = 1e-4;    ///< c₁
constexpr double kCurvature = 0.9;  ///< c₂
constexpr double kNoise = 1e-12;    ///< relative rounding error of a sum of millions of losses
constexpr int kMostTrials = 40;

/// A point on the search line.
struct LinePoint {
  double step = 0, value = 0, slope = 0;
};

/// The minimum of the cubic through values and slopes at a and b, kept away from the ends; the midpoint if it has none.
double cubic_minimum(const LinePoint& a, const LinePoint& b) {
  const double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step);
  const double root = std::sqrt(d1 * d1 - a.slope * b.slope);
  const double d2 = b.step > a.step ? root : -root;
  const double step = b.step - (b.step - a.step) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
  const auto [low, high] = std::minmax(a.step, b.step);
  const double margin = 0.1 * (high - low);
  return std::isfinite(step) ? std::clamp(step, low + margin, high - margin) : 0.5 * (low + high);
}

/// Strong Wolfe line search from `origin` along `direction`; leaves the last trial's position and gradient.
class LineSearch {
 public:
  LineSearch(Objective& objective, const VectorD& origin, const VectorD& direction, const LinePoint& start)
      : objective_(objective),
        origin_(origin),
        direction_(direction),
        start_(start),
        noise_(kNoise * std::abs(start.value)) {}

  /// False if no step was found that lowers the objective enough.
  bool run(double step) {
    LinePoint before = start_;
    for (int trial = 0; trial < kMostTrials; ++trial) {
      const LinePoint here = evaluate(step);
      if (too_high(here) || (trial > 0 && here.value >= before.value)) return zoom(before, here, trial);
      if (flat_enough(here)) return true;
      if (here.slope >= 0) return zoom(here, before, trial);
      before = here;
      step *= 3;
    }
    return false;
  }

  const LinePoint& point() const { return point_; }
  VectorD& position() { return position_; }
  VectorD& gradient() { return gradient_; }

 private:
  /// Finds an acceptable point between `low`, the best point so far, and `high`.
  bool zoom(LinePoint low, LinePoint high, int trial) {
    for (; trial < kMostTrials; ++trial) {
      const double middle = std::isfinite(high.value) ? cubic_minimum(low, high) : 0.5 * (low.step + high.step);
      const LinePoint here = evaluate(middle);
      if (too_high(here) || here.value >= low.value + noise_) {
        high = here;
      } else {
        if (flat_enough(here)) return true;
        if (here.slope * (high.step - low.step) >= 0) high = low;
        low = here;
      }
    }
    return false;
  }

  /// Near the minimum the objective's last digits are noise: within it, only slopes decide (Hager, Zhang 2005).
  bool too_high(const LinePoint& here) const {
    return !(here.value <= std::max(start_.value + kArmijo * here.step * start_.slope,
                                    std::abs(here.slope) < std::abs(start_.slope) ? start_.value + noise_ : -infinity));
  }
  bool flat_enough(const LinePoint& here) const { return std::abs(here.slope) <= -kCurvature * start_.slope; }

  LinePoint evaluate(double step) {
    position_ = origin_ + step * direction_;
    const double value = objective_.value_and_gradient(position_, gradient_);
    return point_ = {step, value, gradient_.dot(direction_)};
  }

  static constexpr double infinity = std::numeric_limits<double>::infinity();
  Objective& objective_;
  const VectorD& origin_;
  const VectorD& direction_;
  LinePoint start_, point_;
  double noise_;
  VectorD position_, gradient_;
};

/// The last steps and gradient changes, newest last.
class Memory {
 public:
  explicit Memory(int size) : size_(static_cast<std::size_t>(size)) {}

  void add(VectorD step, VectorD change) {
    const double curvature = step.dot(change);
    if (!(curvature > std::numeric_limits<double>::epsilon() * change.squaredNorm())) return;
    if (pairs_.size() == size_) pairs_.erase(pairs_.begin());
    pairs_.push_back({std::move(step), std::move(change), curvature});
  }

  void clear() { pairs_.clear(); }
  bool empty() const { return pairs_.empty(); }

  /// Two-loop recursion: overwrites the gradient by (inverse Hessian) · gradient.
  void apply(VectorD& v, const std::function<void(VectorD&)>& precondition) const {
    std::vector<double> alpha(pairs_.size());
    for (std::size_t i = pairs_.size(); i-- > 0;) {
      alpha[i] = pairs_[i].step.dot(v) / pairs_[i].curvature;
      v -= alpha[i] * pairs_[i].change;
    }
    if (precondition) {
      precondition(v);
    } else if (!pairs_.empty()) {
      v *= pairs_.back().curvature / pairs_.back().change.squaredNorm();
    }
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const double beta = pairs_[i].change.dot(v) / pairs_[i].curvature;
      v += (alpha[i] - beta) * pairs_[i].step;
    }
  }

 private:
  struct Pair {
    VectorD step, change;
    double curvature;
  };
  std::size_t size_;
  std::vector<Pair> pairs_;
};

}  // namespace

Convergence minimize_lbfgs(Objective& objective, VectorD& parameters, const LbfgsSettings& settings) {
  VectorD gradient;
  Convergence state;
  state.objective = objective.value_and_gradient(parameters, gradient);
  const double start = settings.gradient_scale > 0 ? settings.gradient_scale : gradient.lpNorm<Eigen::Infinity>();
  const auto measure = [&] {
    state.gradient_norm = gradient.lpNorm<Eigen::Infinity>();
    state.relative_gradient_norm = start > 0 ? state.gradient_norm / start : 0;
    state.converged = state.relative_gradient_norm <= settings.tolerance;
  };
  measure();
  Memory memory(settings.memory);
  while (!state.converged && state.iterations < settings.max_iterations) {
    VectorD direction = -gradient;
    memory.apply(direction, settings.precondition);
    const bool scaled = settings.precondition || !memory.empty();
    state.converged =
        settings.gap > 0 && scaled && -0.5 * gradient.dot(direction) <= settings.gap * std::abs(state.objective);
    if (state.converged) break;
    const double first_step = scaled ? 1 : std::min(1.0, 1 / gradient.lpNorm<1>());
    LineSearch search(objective, parameters, direction, {0, state.objective, gradient.dot(direction)});
    if (!search.run(first_step)) {
      if (memory.empty()) break;
      memory.clear();  // the direction suffers from rounding: restart from steepest descent
      continue;
    }
    memory.add(search.position() - parameters, search.gradient() - gradient);
    parameters.swap(search.position());
    gradient.swap(search.gradient());
    state.objective = search.point().value;
    ++state.iterations;
    measure();
    state.interrupted = settings.progress && !settings.progress(state);
    if (state.interrupted) break;
  }
  return state;
}

}  // namespace binet
