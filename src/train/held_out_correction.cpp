#include "train/held_out_correction.hpp"

#include "model/scored_logits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace binet {
namespace {

constexpr std::array<std::string_view, 6> kCorrected{"log_loss",          "brier",             "roc_auc",
                                                     "average_precision", "calibration_slope", "calibration_intercept"};

/// What (fitted − held-out value) times `step` changes. Slopes are compared as logarithms, since that of fitted rows
/// which are nearly separated is many times the other; their intercept then says nothing.
double change_by_rows(const Metric& metric, double value, double fitted, double step) {
  if (metric.name == "calibration_intercept") return 0;
  if (metric.name != "calibration_slope") return step * (fitted - value);
  return value > 0 && fitted > 0 ? value * (std::pow(fitted / value, step) - 1) : 0;
}

}  // namespace

bool enough_to_correct(const LabelledRows& rows) {
  constexpr Index kEnough = 10;
  const Index positives = (rows.target.array() > Scalar{0.5}).count();
  return std::min(positives, rows.target.size() - positives) >= kEnough;
}

double rows_lacking_step(double fitted_share, const LossesOfRows& losses) {
  const double learned = (losses.base - losses.held_out) / (losses.base - losses.fitted);
  const bool known = losses.fitted < losses.base && std::isfinite(learned);
  return known ? (1 - fitted_share) / (1 + fitted_share) * std::clamp(learned, 0.0, 1.0) : 0;
}

HeldOutCorrection::HeldOutCorrection(const HeldOut& held_out, const JudgedRows& rows, ScoredRows fitted)
    : fitted_rows_(std::move(fitted)), average_step_(held_out.average.step()) {
  for (const VectorD& logit : held_out.logit_by_one)
    rows_.push_back(score_logits(logit, held_out.target, held_out.weight));
  for (const ScoredRows& each : rows_) by_one_.emplace_back(each, JudgingFacts{held_out.shares_known});
  if (held_out.fitted_share == 1 || fitted_rows_.logit.empty()) return;
  fitted_.emplace(fitted_rows_, JudgingFacts{});
  const Metric& loss = metric("log_loss");
  rows_step_ = rows_lacking_step(
      held_out.fitted_share, {rows.base_log_loss(), rows.evaluate(loss).value, fitted_->evaluate(loss).value});
}

double HeldOutCorrection::apply(const Metric& metric, double value) const {
  if (std::ranges::find(kCorrected, metric.name) == kCorrected.end()) return value;
  double found = value;
  for (const JudgedRows& rows : by_one_)
    found += average_step_ * (value - rows.evaluate(metric).value) / static_cast<double>(by_one_.size());
  if (fitted_) found += change_by_rows(metric, value, fitted_->evaluate(metric).value, rows_step_);
  return std::isfinite(found) ? std::clamp(found, metric.lowest, metric.highest) : value;
}

}  // namespace binet
