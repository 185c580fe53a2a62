#include "train/fold_dependence.hpp"

#include "eval/log_loss.hpp"
#include "math/sigmoid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>

namespace binet {
namespace {

/// Weighted sums over the rows of one class.
struct ClassSums {
  double rows = 0, weight = 0, logit = 0, squares = 0;

  double mean() const { return logit / weight; }
  double variance() const { return std::max(0.0, squares / weight - mean() * mean()); }
};

/// The density at 0 of the difference between a positive row's logit and a negative one's, both taken as normal: how
/// fast a row's rank among the other class changes with its logit.
double rank_slope(const std::array<ClassSums, 2>& classes, double variance) {
  const double shift = classes[1].mean() - classes[0].mean();
  if (!(variance > 0)) return 0;
  return std::exp(-shift * shift / (2 * variance)) / std::sqrt(2 * std::numbers::pi * variance);
}

/// At least 1; 1 without groups.
double design_effect(const Predictions& rows, const std::vector<Index>& group) {
  if (group.size() != rows.size()) return 1;
  std::map<Index, double> residual;  // of each group
  double squares = 0, group_squares = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double own = rows.weight_of(i) * ((rows.positive(i) ? 1 : 0) - rows.probability[i]);
    residual[group[i]] += own;
    squares += own * own;
  }
  for (const auto& [number, sum] : residual) group_squares += sum * sum;
  return squares > 0 ? std::max(1.0, group_squares / squares) : 1;
}

}  // namespace

FoldDependence::FoldDependence(const ScoredRows& held_out, const VectorD& fitted_logit,
                               const std::vector<Index>& group) {
  const Predictions rows = held_out.view();
  double weight = 0, count = 0, losses = 0, squares = 0, information = 0;
  std::array<ClassSums, 2> classes;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double w = rows.weight_of(i), p = rows.probability[i], y = rows.positive(i) ? 1 : 0;
    if (!(w > 0)) continue;
    const double fitted = fitted_logit[static_cast<Index>(i)], q = sigmoid(fitted);
    weight += w;
    count += 1;
    losses += w * (log_loss_of_logit(rows.logit[i], y) - log_loss_of_logit(fitted, y));
    squares += w * 2 * p * (1 - p) * ((p - y) * (p - y) - (q - y) * (q - y));
    information += w * p * (1 - p);
    ClassSums& of_class = classes[rows.positive(i) ? 1 : 0];
    of_class.rows += 1;
    of_class.weight += w;
    of_class.logit += w * rows.logit[i];
    of_class.squares += w * rows.logit[i] * rows.logit[i];
  }
  if (!(weight > 0) || classes[0].rows < 2 || classes[1].rows < 2 || !std::isfinite(losses)) return;
  const double design = design_effect(rows, group);
  parameters_ = std::max(0.0, losses) * count / weight;
  log_loss_ = design * parameters_ / (count * count);
  brier_ = design * std::max(0.0, squares) / weight / count;
  const double variance = classes[0].variance() + classes[1].variance(), slope = rank_slope(classes, variance);
  if (information > 0) {
    // What training adds to a logit is a part of its variance, however much the loss rose.
    const double added = std::min(parameters_ / (count * information / weight), variance / 2);
    roc_auc_ = design * added * slope * slope * (1 / classes[0].rows + 1 / classes[1].rows);
  }
}

double FoldDependence::widened(std::string_view metric, double error) const {
  const double variance = metric == "log_loss"  ? log_loss_
                          : metric == "brier"   ? brier_
                          : metric == "roc_auc" ? roc_auc_
                                                : 0;
  if (metric == "calibration_slope") return error * std::sqrt(1 + parameters_ * error * error);
  return std::hypot(error, std::sqrt(variance));
}

double FoldDependence::widened_difference(const FoldDependence& other, double error) const {
  return std::hypot(error, std::min(error, std::sqrt(log_loss_ + other.log_loss_)));
}

}  // namespace binet
