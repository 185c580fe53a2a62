#include "linear/coordinate_descent.hpp"

#include "linear/active_hessian.hpp"
#include "linear/design.hpp"
#include "linear/linear_objective.hpp"
#include "linear/quadratic_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace binet {
namespace {

constexpr double kArmijo = 1e-4;
constexpr int kMostHalvings = 30;
constexpr double kNoise = 1e3 * std::numeric_limits<double>::epsilon();  ///< relative rounding error of the objective
constexpr double kNearlyActive = 0.9;  ///< a zero coefficient joins the model if its slope exceeds this share of l1
constexpr double kSlowProgress = 0.7;  ///< the Hessian is recomputed if a step reduces the violation by less
constexpr double kLoose = 0.1;         ///< share of l1: larger violations are always handled

/// Proximal Newton with memory: gradient, curvature and Hessian of one fit are reused by the next on the path.
class ElasticNet {
 public:
  ElasticNet(const Examples& examples, std::vector<Index> levels)
      : objective_(examples, 0, std::move(levels)), hessian_(objective_) {
    evaluate(VectorD::Zero(objective_.size()));
    scale_ = gradient_.lpNorm<Eigen::Infinity>();
  }

  Index size() const { return objective_.size(); }

  Convergence minimize(VectorD& parameters, const ElasticNetSettings& settings) {
    settings_ = &settings;
    if (parameters != parameters_) evaluate(parameters);
    Convergence state;
    double violation = largest_violation(), before = std::numeric_limits<double>::infinity();
    predicted_ = std::numeric_limits<double>::infinity();
    for (;;) {
      state.gradient_norm = violation;
      state.relative_gradient_norm = scale_ > 0 ? violation / scale_ : 0;
      state.objective = loss_ + penalty(parameters_);
      state.converged = violation <= settings.tolerance * scale_ || near_enough(violation, state.objective);
      if (state.converged || state.interrupted || state.iterations == settings.max_iterations) break;
      const bool fresh = !have_hessian_ || violation > kSlowProgress * before || steps_ >= most_steps();
      if (fresh) {
        hessian_.restart(curvature_);
        steps_ = 0;
      }
      have_hessian_ = true;
      ++state.iterations;
      ++steps_;
      before = violation;
      if (!step(violation)) {
        if (fresh) break;
        have_hessian_ = false;
      }
      violation = largest_violation();
      state.interrupted = settings.progress && !settings.progress(state);
    }
    parameters = parameters_;
    return state;
  }

 private:
  void evaluate(const VectorD& parameters) {
    parameters_ = parameters;
    loss_ = objective_.value_gradient_curvature(parameters_, gradient_, curvature_);
  }

  double slope(Index j) const { return gradient_[j] + (j > 0 ? settings_->l2 * parameters_[j] : 0); }

  double violation(Index j) const {
    const double g = slope(j);
    if (j == 0) return std::abs(g);
    if (parameters_[j] == 0) return std::max(0.0, std::abs(g) - settings_->l1);
    return std::abs(g + std::copysign(settings_->l1, parameters_[j]));
  }

  double largest_violation() const {
    double largest = 0;
    for (Index j = 0; j < size(); ++j) largest = std::max(largest, violation(j));
    return largest;
  }

  double penalty(const VectorD& parameters) const {
    const auto slopes = parameters.tail(size() - 1);
    return settings_->l1 * slopes.lpNorm<1>() + 0.5 * settings_->l2 * slopes.squaredNorm();
  }

  /// True if the predicted decrease of the last step shows that the rest is less than required.
  bool near_enough(double violation, double objective) const {
    return predicted_ <= settings_->gap * std::abs(objective) && violation <= kLoose * settings_->l1;
  }

  /// An old Hessian is used for as many steps as cost less than a new one.
  int most_steps() const {
    const auto active = static_cast<double>(active_.size());
    return 2 + static_cast<int>(active * active / (4 * static_cast<double>(size())));
  }

  /// One step on the quadratic model; returns false if none lowers the objective.
  bool step(double violation) {
    active_.clear();
    for (Index j = 0; j < size(); ++j) {
      if (j == 0 || parameters_[j] != 0 || std::abs(gradient_[j]) > kNearlyActive * settings_->l1) active_.push_back(j);
    }
    hessian_.cover(active_);
    hessian_.extract(active_, model_hessian_);
    VectorD direction = VectorD::Zero(size());
    solve_model(std::max(0.02 * violation, 0.2 * settings_->tolerance * scale_), direction);

    const VectorD origin = parameters_;
    const double start = loss_ + penalty(origin);
    double expected = penalty(origin + direction) - penalty(origin) + gradient_.dot(direction);
    predicted_ = -expected;
    const double noise = kNoise * std::abs(start);
    double length = 1;
    for (int halvings = 0; halvings < kMostHalvings; ++halvings, length /= 2) {
      evaluate(length == 1 ? VectorD(origin + direction) : VectorD(origin + length * direction));
      const double value = loss_ + penalty(parameters_);
      if (value <= start + kArmijo * length * std::min(expected, 0.0)) return true;
      // Near the minimum the objective's last digits are noise: only slopes decide.
      if (value <= start + noise && expected > -noise && largest_violation() < violation) return true;
    }
    evaluate(origin);
    return false;
  }

  /// The minimum of the quadratic model over the active set.
  void solve_model(double tolerance, VectorD& direction) {
    VectorD slopes = gradient_(active_), coefficients = parameters_(active_);
    slopes.tail(slopes.size() - 1) += settings_->l2 * coefficients.tail(slopes.size() - 1);
    model_hessian_.diagonal().tail(slopes.size() - 1).array() += settings_->l2;
    detail::QuadraticModel model(model_hessian_, std::move(slopes), std::move(coefficients), settings_->l1);
    model.minimize(tolerance);
    direction(active_) = model.coefficients() - parameters_(active_);
  }

  LinearObjective objective_;
  detail::ActiveHessian hessian_;
  const ElasticNetSettings* settings_ = nullptr;
  bool have_hessian_ = false;
  int steps_ = 0;         ///< since the Hessian was taken
  double predicted_ = 0;  ///< predicted decrease of the objective in the last step
  double scale_ = 0;

  VectorD parameters_, gradient_, curvature_;  // of the loss alone, where the last evaluation was
  double loss_ = 0;
  std::vector<Index> active_;
  Eigen::MatrixXd model_hessian_;
};

/// The fit of the intercept alone.
VectorD null_model(const Examples& examples, Index size) {
  VectorD parameters = VectorD::Zero(size);
  const VectorD target = examples.target.cast<double>();
  const double share = examples.weight.size() > 0
                           ? target.dot(examples.weight.cast<double>()) / examples.weight.cast<double>().sum()
                           : target.mean();
  if (!(share > 0 && share < 1)) return parameters;
  parameters[0] = std::log(share / (1 - share));
  if (examples.offset.size() > 0) {
    const VectorD weight =
        examples.weight.size() > 0 ? VectorD(examples.weight.cast<double>()) : VectorD::Ones(target.size());
    parameters[0] =
        maximise_likelihood(Eigen::MatrixXd::Ones(target.size(), 1), target, weight, examples.offset).coefficients[0];
  }
  return parameters;
}

}  // namespace

Convergence minimize_elastic_net(const Examples& examples, VectorD& parameters, const ElasticNetSettings& settings) {
  ElasticNet fit(examples, settings.levels);
  if (parameters.size() == 0) parameters = null_model(examples, fit.size());
  return fit.minimize(parameters, settings);
}

double largest_useful_l1(const Examples& examples, std::vector<Index> levels) {
  LinearObjective objective(examples, 0, std::move(levels));
  VectorD gradient;
  objective.value_and_gradient(null_model(examples, objective.size()), gradient);
  return gradient.tail(gradient.size() - 1).lpNorm<Eigen::Infinity>();
}

std::vector<ElasticNetPoint> elastic_net_path(const Examples& examples, const ElasticNetPathSettings& settings,
                                              const std::function<bool(const ElasticNetPoint&)>& go_on) {
  ElasticNet fit(examples, settings.levels);
  const double largest =
      settings.largest > 0 ? settings.largest : largest_useful_l1(examples, settings.levels) / settings.l1_share;
  std::vector<ElasticNetPoint> path;
  VectorD parameters = null_model(examples, fit.size());
  for (int i = 0; i < settings.count; ++i) {
    const double share = settings.count > 1 ? static_cast<double>(i) / (settings.count - 1) : 0;
    const double penalty = largest * std::pow(settings.ratio, share);
    ElasticNetSettings point;
    point.l1 = settings.l1_share * penalty;
    point.l2 = (1 - settings.l1_share) * penalty + settings.base_l2;
    point.tolerance = 0;
    point.max_iterations = settings.max_iterations;
    point.gap = settings.gap;
    point.progress = settings.progress;
    const Convergence convergence = fit.minimize(parameters, point);
    path.push_back({penalty, parameters, convergence});
    if (convergence.interrupted || (go_on && !go_on(path.back()))) break;
  }
  return path;
}

}  // namespace binet
