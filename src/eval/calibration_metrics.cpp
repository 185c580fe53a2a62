#include "eval/calibration_metrics.hpp"

#include "eval/probability.hpp"
#include "eval/row_sums.hpp"
#include "math/sigmoid.hpp"

#include <Eigen/Core>
#include <Eigen/LU>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace binet {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr CalibrationLine kUndefined = {kNaN, kNaN, kNaN, kNaN};

/// Sums over the rows for a line: x = (1, logit), η = line·x, q = σ(η).
struct LineSums {
  double loss = 0;                                           ///< Σ w (softplus(η) − y·η)
  Eigen::Vector2d gradient = Eigen::Vector2d::Zero();        ///< Σ w (q − y) x
  Eigen::Vector3d information = Eigen::Vector3d::Zero();     ///< Σ w q(1 − q) · (1, logit, logit²)
  Eigen::Vector3d score_variance = Eigen::Vector3d::Zero();  ///< Σ w² q(1 − q) · (1, logit, logit²)
  void operator+=(const LineSums& other) {
    loss += other.loss;
    gradient += other.gradient;
    information += other.information;
    score_variance += other.score_variance;
  }
};

Eigen::Matrix2d moments(const Eigen::Vector3d& sums) {
  return Eigen::Matrix2d{{sums[0], sums[1]}, {sums[1], sums[2]}};
}

/// A logistic regression of the outcomes on the logits of the probabilities; rows of weight 0 have no effect.
class LogitRegression {
 public:
  explicit LogitRegression(const Predictions& p) : p_(p), logit_(p.size()) {
    const Total total = detail::sum_of_rows<Total>(p.size(), [&](Total& sum, std::size_t i) {
      logit_[i] = p.logit.empty() ? logit(detail::inside_unit_interval(p.probability[i])) : p.logit[i];
      if (!(p.weight_of(i) > 0)) return;
      sum.rows += 1;
      sum.weight += p.weight_of(i);
      Range& range = sum.range[p.positive(i) ? 1 : 0];
      range += {logit_[i], logit_[i]};
    });
    scale_ = total.rows / total.weight;
    const auto& [negative, positive] = total.range;
    classes_overlap_ = negative.highest > positive.lowest && positive.highest > negative.lowest;
  }

  /// A finite maximum of the likelihood exists if and only if the classes overlap (Albert, Anderson 1984).
  bool classes_overlap() const { return classes_overlap_; }

  LineSums at(const Eigen::Vector2d& line) const {
    return detail::sum_of_shards<LineSums>(p_.size(), [&](LineSums& sum, RowRange shard) {
      for (Index begin = shard.begin; begin < shard.end; begin += kBlock) {
        add_block({begin, std::min(begin + kBlock, shard.end)}, line, sum);
      }
    });
  }

 private:
  static constexpr Index kBlock = 256;

  struct Range {
    double lowest = kInfinity, highest = -kInfinity;
    void operator+=(const Range& other) {
      lowest = std::min(lowest, other.lowest);
      highest = std::max(highest, other.highest);
    }
  };
  struct Total {
    double rows = 0, weight = 0;
    std::array<Range, 2> range;  ///< range of logits per class
    void operator+=(const Total& other) {
      rows += other.rows;
      weight += other.weight;
      for (std::size_t c = 0; c < range.size(); ++c) range[c] += other.range[c];
    }
  };

  void add_block(RowRange rows, const Eigen::Vector2d& line, LineSums& sum) const {
    using Block = Eigen::Array<double, Eigen::Dynamic, 1, Eigen::ColMajor, kBlock, 1>;
    const auto first = static_cast<std::size_t>(rows.begin);
    const Eigen::Map<const Eigen::ArrayXd> x(logit_.data() + first, rows.size());
    Block target(rows.size()), weight(rows.size()), eta = line[0] + line[1] * x, loss(rows.size()), q(rows.size());
    for (Index k = 0; k < rows.size(); ++k) {
      const std::size_t row = first + static_cast<std::size_t>(k);
      target[k] = p_.positive(row) ? 1 : 0;
      weight[k] = scale_ * p_.weight_of(row);
    }
    const auto count = static_cast<std::size_t>(rows.size());
    softplus(std::span(std::as_const(eta).data(), count), std::span(loss.data(), count));
    sigmoid(std::span(std::as_const(eta).data(), count), std::span(q.data(), count));
    const Block residual = weight * (q - target), information = weight * q * (1 - q), variance = weight * information;
    sum.loss += (weight * (loss - target * eta)).sum();
    sum.gradient += Eigen::Vector2d(residual.sum(), (residual * x).sum());
    sum.information += Eigen::Vector3d(information.sum(), (information * x).sum(), (information * x * x).sum());
    sum.score_variance += Eigen::Vector3d(variance.sum(), (variance * x).sum(), (variance * x * x).sum());
  }

  const Predictions& p_;
  std::vector<double> logit_;
  double scale_ = 1;  ///< makes the mean weight 1
  bool classes_overlap_ = false;
};

/// Bins that hold sums in place of means; empty if there are no rows.
struct CurveSums {
  std::vector<CalibrationBin> bins;
  void operator+=(const CurveSums& other) {
    bins.resize(std::max(bins.size(), other.bins.size()));
    for (std::size_t b = 0; b < other.bins.size(); ++b) {
      bins[b].weight += other.bins[b].weight;
      bins[b].mean_probability += other.bins[b].mean_probability;
      bins[b].observed_share += other.bins[b].observed_share;
    }
  }
};

struct LineFit {
  Eigen::Vector2d line;
  LineSums sums;  ///< there
};

/// Newton's method with step halving on a convex loss whose minimum exists.
LineFit fit(const LogitRegression& r) {
  constexpr int kMostIterations = 100, kMostHalvings = 40;
  constexpr double kLastStep = 1e-6;  // in standard errors; the error after the next Newton step is about its square
  LineFit here{{0, 1}, r.at({0, 1})};
  for (int iteration = 0; iteration < kMostIterations; ++iteration) {
    const Eigen::Vector2d& gradient = here.sums.gradient;
    Eigen::Vector2d step = moments(here.sums.information).inverse() * gradient;
    const double length = std::sqrt(std::abs(gradient.dot(step)));
    LineSums next = r.at(here.line - step);
    for (int halving = 0; halving < kMostHalvings && length > kLastStep && !(next.loss <= here.sums.loss); ++halving) {
      step /= 2;
      next = r.at(here.line - step);
    }
    here = {here.line - step, next};
    if (length <= kLastStep) break;
  }
  return here;
}

}  // namespace

std::vector<CalibrationBin> calibration_curve(const Predictions& p, int bins) {
  CurveSums sums = detail::sum_of_shards<CurveSums>(p.size(), [&](CurveSums& shard, RowRange rows) {
    shard.bins.resize(static_cast<std::size_t>(bins));
    for (auto i = static_cast<std::size_t>(rows.begin); i < static_cast<std::size_t>(rows.end); ++i) {
      const int b = std::clamp(static_cast<int>(std::ceil(p.probability[i] * bins)) - 1, 0, bins - 1);
      CalibrationBin& bin = shard.bins[static_cast<std::size_t>(b)];
      const double weight = p.weight_of(i);
      bin.weight += weight;
      bin.mean_probability += weight * p.probability[i];
      bin.observed_share += p.positive(i) ? weight : 0;
    }
  });
  std::vector<CalibrationBin> curve = std::move(sums.bins);
  curve.resize(static_cast<std::size_t>(bins));
  for (int b = 0; b < bins; ++b) {
    CalibrationBin& bin = curve[static_cast<std::size_t>(b)];
    bin.lower = static_cast<double>(b) / bins;
    bin.upper = static_cast<double>(b + 1) / bins;
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
  const auto [line, sums] = fit(regression);
  // The inverse information; with weights, the sandwich estimate with the variance of the weighted score.
  const Eigen::Matrix2d inverse = moments(sums.information).inverse();
  const Eigen::Matrix2d covariance = inverse * moments(sums.score_variance) * inverse;
  if (!slope_is_determined(line[1], std::sqrt(covariance(1, 1)))) return kUndefined;
  return {line[0], line[1], std::sqrt(covariance(0, 0)), std::sqrt(covariance(1, 1))};
}

bool slope_is_determined(double slope, double standard_error) {
  constexpr double kUseful = 3;
  constexpr double kMost = 100;  // beyond, the logits hardly differ, perhaps only by rounding
  return standard_error <= kUseful || (standard_error < kMost && standard_error <= std::abs(slope) / 2);
}

std::string_view reason_for_no_line(double roc_auc) {
  constexpr double kNearlyApart = 0.98;
  if (std::isnan(roc_auc)) return "the rows are of one class";
  if (roc_auc == 0) return "the classes are separated in reverse order";
  const double apart = std::max(roc_auc, 1 - roc_auc);
  return apart == 1             ? "the classes are separated"
         : apart > kNearlyApart ? "the classes are nearly separated"
                                : "the probabilities hardly differ";
}

}  // namespace binet
