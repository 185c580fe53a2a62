#include "model/platt_scaling.hpp"

#include "eval/log_loss.hpp"
#include "math/sigmoid.hpp"

#include <Eigen/Cholesky>

#include <cmath>

namespace binet {

namespace {

constexpr Index kLeastRows = 50;
constexpr int kMaxIterations = 50;
constexpr double kTolerance = 1e-10;  // limit of the length of a Newton step

struct LogitRows {
  const VectorD& logit;
  const Vector& target;
  const Vector& weight;
  double shrinkage;
  double weight_of(Index i) const { return weight.size() == 0 ? 1.0 : static_cast<double>(weight[i]); }
};

/// The objective at (a, b), with its gradient and Gauss–Newton Hessian.
double evaluate(const LogitRows& rows, const Eigen::Vector2d& at, Eigen::Vector2d& gradient, Eigen::Matrix2d& hessian) {
  double value = 0.5 * rows.shrinkage * at.squaredNorm();
  gradient = rows.shrinkage * at;
  hessian = rows.shrinkage * Eigen::Matrix2d::Identity();
  const double slope = std::exp(at[1]);
  for (Index i = 0; i < rows.logit.size(); ++i) {
    const double z = at[0] + slope * rows.logit[i], y = static_cast<double>(rows.target[i]), w = rows.weight_of(i);
    const double p = sigmoid(z);
    const Eigen::Vector2d direction(1, slope * rows.logit[i]);
    value += w * log_loss_of_logit(z, y);
    gradient += w * (p - y) * direction;
    hessian += w * p * (1 - p) * direction * direction.transpose();
  }
  return value;
}

}  // namespace

Calibration fit_calibration(const VectorD& logit, const Vector& target, const Vector& weight, double shrinkage) {
  const Index positives = (target.array() > Scalar{0.5}).count();
  if (std::min(positives, target.size() - positives) < kLeastRows) return {};
  const LogitRows rows{logit, target, weight, shrinkage};
  Eigen::Vector2d at(0, 0), gradient, trial_gradient;
  Eigen::Matrix2d hessian, trial_hessian;
  double value = evaluate(rows, at, gradient, hessian);
  for (int iteration = 0; iteration < kMaxIterations; ++iteration) {
    Eigen::Vector2d step = -hessian.llt().solve(gradient);
    double trial_value = evaluate(rows, at + step, trial_gradient, trial_hessian);
    while (!(trial_value <= value) && step.norm() > kTolerance) {
      step /= 2;
      trial_value = evaluate(rows, at + step, trial_gradient, trial_hessian);
    }
    if (!(trial_value <= value)) break;
    at += step;
    value = trial_value;
    gradient = trial_gradient;
    hessian = trial_hessian;
    if (step.norm() <= kTolerance) break;
  }
  return {at[0], std::exp(at[1])};
}

}  // namespace binet
