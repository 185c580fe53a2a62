#include "train/held_out_correction.hpp"

#include "linear/example_sample.hpp"
#include "math/chi_squared.hpp"
#include "model/scored_logits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

namespace binet {
namespace {

constexpr std::array<std::string_view, 6> kCorrected{"log_loss",          "brier",             "roc_auc",
                                                     "average_precision", "calibration_slope", "calibration_intercept"};

constexpr double kMostSlopeFactor = 2;  ///< beyond, the approximation says little

double normal_probability(double z) {
  return std::erfc(-z / std::numbers::sqrt2) / 2;
}

struct MeanAndSpread {
  double mean = 0, spread = 0;
};

MeanAndSpread spread_of(const ScoredRows& rows) {
  double weight = 0, sum = 0, squares = 0;
  for (std::size_t i = 0; i < rows.logit.size(); ++i) {
    const double w = rows.weight.empty() ? 1 : rows.weight[i];
    weight += w;
    sum += w * rows.logit[i];
    squares += w * rows.logit[i] * rows.logit[i];
  }
  if (!(weight > 0)) return {};
  const double mean = sum / weight;
  return {mean, std::sqrt(std::max(0.0, squares / weight - mean * mean))};
}

/// The area under the curve, Φ(d), when d² is `factor` times as large.
double raised_area(double area, double factor) {
  if (!(area > 0 && area < 1)) return area;
  return normal_probability(std::sqrt(factor) * normal_quantile(area));
}

}  // namespace

bool enough_to_correct(const LabelledRows& rows) {
  constexpr Index kLeastRows = 10;
  return detail::rarer_class_size(rows.target) >= kLeastRows;
}

double rows_lacking_factor(double fitted_share, const LossesOfRows& losses) {
  const double held_out = losses.base - losses.held_out, fitted = losses.base - losses.fitted;
  if (!(held_out > 0 && fitted > held_out && fitted_share > 0)) return 1;
  const double s = fitted_share, ratio = held_out / fitted;
  if (!std::isfinite(ratio)) return 1;
  // ratio·(1 + 2t)(1 + t/s) = 1 + t
  const double a = 2 * ratio / s, b = 2 * ratio + ratio / s - 1, c = 1 - ratio;
  const double root = std::sqrt(b * b + 4 * a * c);
  const double t = b > 0 ? 2 * c / (b + root) : (root - b) / (2 * a);
  return (1 + t / s) / (1 + t);
}

HeldOutCorrection::HeldOutCorrection(const HeldOut& held_out, const JudgedRows& judged, const ScoredRows& rows,
                                     const ScoredRows& fitted)
    : average_step_(held_out.average.step()),
      base_log_loss_(judged.base_log_loss()),
      base_brier_(rows.base_brier()),
      positive_share_(rows.positive_share()) {
  for (const VectorD& logit : held_out.logit_by_one)
    rows_.push_back(score_logits(logit, held_out.target, held_out.weight));
  for (const ScoredRows& each : rows_) by_one_.emplace_back(each, held_out.facts());
  if (held_out.fitted_share == 1 || fitted.logit.empty()) return;
  const auto value = [&](const char* name) {
    return with_all_networks(metric(name), judged.evaluate(metric(name)).value);
  };
  const JudgedRows fitted_rows(fitted, JudgingFacts{});
  // Fitted rows know the share of their group: so does the base rate beside them.
  const double own_share = held_out.group.empty() ? 0 : base_log_loss_ - fitted_rows.base_log_loss();
  factor_ = rows_lacking_factor(held_out.fitted_share,
                                {base_log_loss_, value("log_loss"),
                                 fitted_rows.evaluate(metric("log_loss")).value + own_share});
  roc_auc_ = value("roc_auc");
  slope_ = value("calibration_slope");
  const MeanAndSpread before = spread_of(rows), after = spread_of(fitted);
  mean_logit_ = before.mean;
  if (before.spread > 0 && after.spread > 0)
    slope_factor_ = std::clamp(factor_ * before.spread / after.spread, 1 / kMostSlopeFactor, kMostSlopeFactor);
}

double HeldOutCorrection::with_all_networks(const Metric& metric, double value) const {
  double found = value;
  for (const JudgedRows& rows : by_one_)
    found += average_step_ * (value - rows.evaluate(metric).value) / static_cast<double>(by_one_.size());
  return found;
}

double HeldOutCorrection::apply(const Metric& metric, double value) const {
  if (std::ranges::find(kCorrected, metric.name) == kCorrected.end()) return value;
  double found = with_all_networks(metric, value);
  if (metric.name == "log_loss") {
    found -= (factor_ - 1) * std::max(0.0, base_log_loss_ - found);
  } else if (metric.name == "brier") {
    found -= (factor_ - 1) * std::max(0.0, base_brier_ - found);
  } else if (metric.name == "roc_auc" && found > 0.5) {
    found = raised_area(found, factor_);
  } else if (metric.name == "average_precision" && roc_auc_ > 0.5 && found > positive_share_) {
    const double raised = (raised_area(roc_auc_, factor_) - 0.5) / (roc_auc_ - 0.5);
    found = positive_share_ + (found - positive_share_) * raised;
  } else if (metric.name == "calibration_slope" && found > 0) {
    found *= slope_factor_;
  } else if (metric.name == "calibration_intercept" && slope_ > 0) {
    found += slope_ * mean_logit_ * (1 - slope_factor_);  // the line turns about the mean logit
  }
  return std::isfinite(found) ? std::clamp(found, metric.lowest, metric.highest) : value;
}

double HeldOutCorrection::apply_to_error(const Metric& metric, double value, double error) const {
  return metric.name == "calibration_slope" && value > 0 ? error * slope_factor_ : error;
}

}  // namespace binet
