#include "binet/eval/calibration.hpp"

#include "binet/math/sigmoid.hpp"
#include "probability.hpp"

#include <Eigen/Core>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace binet {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr CalibrationLine kUndefined = {kNaN, kNaN, kNaN, kNaN};

std::span<const double> entries(const Eigen::ArrayXd& a) {
  return {a.data(), static_cast<std::size_t>(a.size())};
}
std::span<double> entries(Eigen::ArrayXd& a) {
  return {a.data(), static_cast<std::size_t>(a.size())};
}

/// The rows of positive weight, as a logistic regression of `target` on `logit`.
struct LogitRegression {
  Eigen::ArrayXd logit, target, weight;  ///< mean weight 1

  explicit LogitRegression(const Predictions& p) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (p.weight_of(i) > 0) rows.push_back(i);
    }
    const auto n = static_cast<Eigen::Index>(rows.size());
    logit.resize(n), target.resize(n), weight.resize(n);
    for (Eigen::Index k = 0; k < n; ++k) {
      const std::size_t i = rows[static_cast<std::size_t>(k)];
      logit[k] = binet::logit(detail::inside_unit_interval(p.probability[i]));
      target[k] = p.positive(i) ? 1 : 0;
      weight[k] = p.weight_of(i);
    }
    if (n > 0) weight /= weight.mean();
  }

  /// A finite maximum of the likelihood exists if and only if the classes overlap (Albert, Anderson 1984).
  bool classes_overlap() const {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    double lowest[2] = {kInfinity, kInfinity}, highest[2] = {-kInfinity, -kInfinity};
    for (Eigen::Index k = 0; k < logit.size(); ++k) {
      const int c = target[k] > 0 ? 1 : 0;
      lowest[c] = std::min(lowest[c], logit[k]);
      highest[c] = std::max(highest[c], logit[k]);
    }
    return highest[0] > lowest[1] && highest[1] > lowest[0];
  }

  /// Σ w (softplus(η) − y·η), η = intercept + slope · logit.
  double loss(const Eigen::Vector2d& line) const {
    const Eigen::ArrayXd eta = line[0] + line[1] * logit;
    Eigen::ArrayXd terms(eta.size());
    softplus(entries(eta), entries(terms));
    return (weight * (terms - target * eta)).sum();
  }

  Eigen::ArrayXd probability(const Eigen::Vector2d& line) const {
    Eigen::ArrayXd q = line[0] + line[1] * logit;
    sigmoid(entries(q), entries(q));
    return q;
  }

  /// Σ c · (1, logit)(1, logit)ᵀ.
  Eigen::Matrix2d moments(const Eigen::ArrayXd& c) const {
    const double cross = (c * logit).sum();
    return Eigen::Matrix2d{{c.sum(), cross}, {cross, (c * logit.square()).sum()}};
  }
};

/// Newton's method with step halving on a convex loss whose minimum exists.
Eigen::Vector2d fit(const LogitRegression& r) {
  constexpr int kMostIterations = 100, kMostHalvings = 40;
  constexpr double kLastStep = 1e-6;  // in standard errors; the next Newton step would be its square
  Eigen::Vector2d line(0, 1);
  double loss = r.loss(line);
  for (int iteration = 0; iteration < kMostIterations; ++iteration) {
    const Eigen::ArrayXd q = r.probability(line);
    const Eigen::ArrayXd residual = r.weight * (q - r.target);
    const Eigen::Vector2d gradient(residual.sum(), (residual * r.logit).sum());
    Eigen::Vector2d step = r.moments(r.weight * q * (1 - q)).inverse() * gradient;
    const double length = std::sqrt(std::abs(gradient.dot(step)));
    double next = r.loss(line - step);
    for (int halving = 0; halving < kMostHalvings && length > kLastStep && !(next <= loss); ++halving) {
      step /= 2;
      next = r.loss(line - step);
    }
    line -= step;
    loss = next;
    if (length <= kLastStep) break;
  }
  return line;
}

}  // namespace

std::vector<CalibrationBin> calibration_curve(const Predictions& p, int bins) {
  std::vector<CalibrationBin> curve(static_cast<std::size_t>(bins));
  for (int b = 0; b < bins; ++b) {
    curve[static_cast<std::size_t>(b)].lower = static_cast<double>(b) / bins;
    curve[static_cast<std::size_t>(b)].upper = static_cast<double>(b + 1) / bins;
  }
  for (std::size_t i = 0; i < p.size(); ++i) {
    const int b = std::clamp(static_cast<int>(std::ceil(p.probability[i] * bins)) - 1, 0, bins - 1);
    CalibrationBin& bin = curve[static_cast<std::size_t>(b)];
    const double weight = p.weight_of(i);
    bin.weight += weight;
    bin.mean_probability += weight * p.probability[i];
    bin.observed_share += p.positive(i) ? weight : 0;
  }
  for (CalibrationBin& bin : curve) {
    bin.mean_probability /= bin.weight;
    bin.observed_share /= bin.weight;
  }
  return curve;
}

double expected_calibration_error(const Predictions& p) {
  double error = 0, weight = 0;
  for (const CalibrationBin& bin : calibration_curve(p)) {
    if (bin.weight > 0) error += bin.weight * std::abs(bin.mean_probability - bin.observed_share);
    weight += bin.weight;
  }
  return error / weight;
}

CalibrationLine calibration_line(const Predictions& p) {
  const LogitRegression regression(p);
  if (!regression.classes_overlap()) return kUndefined;
  const Eigen::Vector2d line = fit(regression);
  const Eigen::ArrayXd q = regression.probability(line);
  const Eigen::ArrayXd information = regression.weight * q * (1 - q);
  // The inverse information; with weights, the variance of the weighted score between two of them.
  const Eigen::Matrix2d inverse = regression.moments(information).inverse();
  const Eigen::Matrix2d covariance = inverse * regression.moments(regression.weight * information) * inverse;
  return {line[0], line[1], std::sqrt(covariance(0, 0)), std::sqrt(covariance(1, 1))};
}

}  // namespace binet
