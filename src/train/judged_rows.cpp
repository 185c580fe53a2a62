#include "train/judged_rows.hpp"

#include "binet/base/error.hpp"
#include "eval/discrimination.hpp"
#include "eval/log_loss.hpp"
#include "math/folds.hpp"
#include "train/own_share.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace binet {
namespace {

/// With more rows, a single row hardly affects the share of its class or the threshold.
constexpr std::size_t kMostOwnShares = 100'000;
constexpr int kMostParts = 10;

bool without_own(const ScoredRows& rows, const JudgingFacts& facts) {
  return facts.shares_known && (rows.logit.size() <= kMostOwnShares || !facts.group.empty());
}

ScoredRows some_of(const ScoredRows& rows, const std::vector<Index>& places) {
  ScoredRows some;
  for (const Index place : places) {
    const auto i = static_cast<std::size_t>(place);
    some.probability.push_back(rows.probability[i]);
    some.target.push_back(rows.target[i]);
    if (!rows.weight.empty()) some.weight.push_back(rows.weight[i]);
    if (!rows.logit.empty()) some.logit.push_back(rows.logit[i]);
  }
  return some;
}

int parts_for(const ScoredRows& rows) {
  if (rows.target.size() > kMostOwnShares) return 0;
  const auto positives = std::ranges::count_if(rows.target, [](double y) { return y > 0.5; });
  const auto rarer = std::min(positives, std::ssize(rows.target) - positives);
  return static_cast<int>(std::min<std::ptrdiff_t>(kMostParts, rarer));
}

/// The share of pairs of a positive and a negative row of one fold that are ranked rightly, ties counted as half. NaN
/// if there is no such pair, or a fold is not known.
double area_in_folds(const ScoredRows& rows, const std::vector<Index>& fold) {
  constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
  if (fold.size() != rows.target.size() || fold.size() > kMostOwnShares || fold.empty()) return kUnknown;
  if (std::ranges::min(fold) < 1) return kUnknown;
  std::vector<std::vector<Index>> places(static_cast<std::size_t>(std::ranges::max(fold)));
  for (std::size_t i = 0; i < fold.size(); ++i)
    places[static_cast<std::size_t>(fold[i]) - 1].push_back(static_cast<Index>(i));
  double right = 0, pairs = 0;
  for (const std::vector<Index>& of_fold : places) {
    const ScoredRows some = some_of(rows, of_fold);
    double positive = 0, negative = 0;
    for (std::size_t i = 0; i < some.target.size(); ++i)
      (some.target[i] > 0.5 ? positive : negative) += some.weight.empty() ? 1 : some.weight[i];
    if (!(positive > 0 && negative > 0)) continue;
    right += positive * negative * discrimination(some.view()).roc_auc;
    pairs += positive * negative;
  }
  return pairs > 0 ? right / pairs : kUnknown;
}

}  // namespace

std::vector<double> label_by_others(const DecisionRule& rule, const ScoredRows& rows, Random random) {
  std::vector<double> threshold(rows.probability.size(), rows.threshold);
  const int parts = parts_for(rows);
  if (!rule.threshold && parts > 1) {
    const Vector target = Eigen::Map<const VectorD>(rows.target.data(), std::ssize(rows.target)).cast<Scalar>();
    for (const Split& split : stratified_folds(target, parts, random)) {
      try {
        const double chosen = choose_threshold(rule, some_of(rows, split.training).view());
        for (const Index row : split.validation) threshold[static_cast<std::size_t>(row)] = chosen;
      } catch (const Error&) {
        // No threshold satisfies the rule on these rows: theirs stays that of all.
      }
    }
  }
  // In place: another list of so many numbers would take memory.
  for (std::size_t i = 0; i < threshold.size(); ++i) threshold[i] = rows.probability[i] >= threshold[i] ? 1 : 0;
  return threshold;
}

std::vector<double> judged_log_losses(const ScoredRows& rows, const JudgingFacts& facts) {
  const ScoredRows judged = without_own(rows, facts) ? without_own_share(rows, facts.group, facts.fold) : rows;
  std::vector<double> losses;
  for (std::size_t i = 0; i < judged.logit.size(); ++i)
    losses.push_back(log_loss_of_logit(judged.logit[i], judged.target[i]));
  return losses;
}

JudgedRows::JudgedRows(const ScoredRows& rows, JudgingFacts facts)
    : JudgedRows(rows, std::move(facts), std::vector<double>()) {}

JudgedRows::JudgedRows(const ScoredRows& rows, JudgingFacts facts, std::vector<double> labels)
    : facts_(std::move(facts)),
      area_in_folds_(area_in_folds(rows, facts_.ranked_in_folds ? facts_.fold : std::vector<Index>())),
      own_(without_own(rows, facts_) ? without_own_share(rows, facts_.group, facts_.fold) : ScoredRows{}),
      own_labels_(std::move(labels)),
      base_log_loss_(own_.logit.empty() ? rows.base_log_loss() : base_log_loss_without_own_share(rows, facts_.group)),
      summary_(rows.view()),
      losses_(own_.logit.empty() ? rows.view() : own_.view()),
      labels_(own_labels_.empty() ? rows.view() : Predictions{own_labels_, rows.target, rows.weight}) {}

MetricInterval JudgedRows::evaluate(const Metric& metric) const {
  const bool is_loss = metric.name == "log_loss" || metric.name == "brier";
  MetricInterval found = evaluate_with_interval(metric, is_loss ? losses_ : metric.of_labels ? labels_ : summary_);
  if (metric.name == "roc_auc" && std::isfinite(area_in_folds_)) found.value = area_in_folds_;
  if (std::isfinite(found.standard_error)) {
    found.standard_error = facts_.dependence.widened(metric.name, found.standard_error);
  }
  return found;
}

}  // namespace binet
