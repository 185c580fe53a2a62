#include "eval/decision.hpp"

#include "base/counted.hpp"
#include "binet/base/error.hpp"
#include "eval/mean_estimate.hpp"
#include "eval/ranking.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

namespace binet {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double youden(const ConfusionMatrix& c) {
  return recall(c) + specificity(c) - 1;
}

struct Criterion {
  std::string_view name;
  double (*score)(const ConfusionMatrix&);
};
constexpr Criterion kCriteria[] = {
    {"f1", f1},
    {"youden", youden},
    {"mcc", matthews_correlation},
    {"accuracy", accuracy},
    {"balanced_accuracy", balanced_accuracy},
};

/// A lower bound on one metric, subject to which another is maximised.
struct Bound {
  std::string_view prefix;
  double (*bounded)(const ConfusionMatrix&);
  double (*score)(const ConfusionMatrix&);
};
constexpr Bound kBounds[] = {{"precision>=", precision, recall}, {"recall>=", recall, precision}};

std::optional<double> parse(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<double> parse_share(std::string_view text) {
  const auto value = parse(text);
  return value && *value >= 0 && *value <= 1 ? value : std::nullopt;
}

[[noreturn]] void refuse(std::string_view text) {
  std::string forms = "a number from 0 to 1, ";
  for (const Criterion& criterion : kCriteria) forms.append(criterion.name).append(", ");
  throw UsageError("decision rule \"" + std::string(text) + "\": expected one of: " + forms +
                   "precision>=0.9, recall>=0.95, cost:fp=1,fn=20");
}

DecisionRule cost_rule(std::string_view text) {
  std::string costs(text.substr(text.find(':') + 1));
  std::erase(costs, ' ');
  const std::size_t comma = costs.find(',');
  if (comma == costs.npos) refuse(text);
  std::optional<double> false_positive, false_negative;
  for (const std::string_view part :
       {std::string_view(costs).substr(0, comma), std::string_view(costs).substr(comma + 1)}) {
    auto& cost = part.starts_with("fp=") ? false_positive : false_negative;
    if (cost || !(part.starts_with("fp=") || part.starts_with("fn="))) refuse(text);
    cost = parse(part.substr(3));
    if (!cost || *cost < 0) refuse(text);
  }
  if (*false_positive + *false_negative == 0) refuse(text);  // then every threshold is equally good
  return {std::string(text),
          {},
          [fp = *false_positive, fn = *false_negative](const ConfusionMatrix& c) {
            return -(fp * c.false_positive + fn * c.false_negative);
          },
          DecisionRule::Costs{*false_positive, *false_negative}};
}

/// A threshold between two neighbouring probabilities: low is labelled negative, high positive.
double between(double low, double high) {
  if (low < 0.5 && 0.5 <= high) return 0.5;
  const double middle = low + (high - low) / 2;
  return middle > low ? middle : high;
}

/// Calls visit(threshold, counts) for each way to divide the ranking in two. Divisions with one empty side are included
/// if a threshold in [0, 1] produces them.
template <class Row, class Visit>
void for_each_cut(const std::vector<Row>& ranking, Visit&& visit) {
  if (ranking.empty()) return;
  ConfusionMatrix counts;
  for (const Row& row : ranking) {
    (row.signed_weight() > 0 ? counts.false_negative : counts.true_negative) += std::abs(row.signed_weight());
  }
  double above = 1;
  detail::for_each_tie_group(ranking, [&](const detail::TieGroup& group) {
    if (group.probability < above) visit(between(group.probability, above), counts);
    counts.true_positive += group.positive;
    counts.false_negative -= group.positive;
    counts.false_positive += group.negative;
    counts.true_negative -= group.negative;
    above = group.probability;
  });
  visit(above >= 0.5 ? 0.5 : above / 2, counts);
}

}  // namespace

DecisionRule parse_decision_rule(std::string_view text) {
  if (const auto number = parse_share(text)) return {std::string(text), number, {}};
  for (const Criterion& criterion : kCriteria) {
    if (text == criterion.name) return {std::string(text), {}, criterion.score};
  }
  for (const Bound& bound : kBounds) {
    if (!text.starts_with(bound.prefix)) continue;
    const auto least = parse_share(text.substr(bound.prefix.size()));
    if (!least) refuse(text);
    return {std::string(text), {}, [bound, least = *least](const ConfusionMatrix& c) {
              return bound.bounded(c) >= least ? bound.score(c) : kNaN;
            }};
  }
  if (text.starts_with("cost:")) return cost_rule(text);
  refuse(text);
}

double search_threshold(const DecisionRule& rule, const Predictions& p) {
  if (rule.threshold) return *rule.threshold;
  constexpr double kTie = 1e-12;  // rounding differences of sums of weights
  double best = -std::numeric_limits<double>::infinity(), threshold = kNaN;
  const auto consider = [&](double candidate, const ConfusionMatrix& counts) {
    const double score = rule.score(counts);
    const bool tied = std::isfinite(best) && std::abs(score - best) <= kTie * std::abs(best);
    if (tied ? std::abs(candidate - 0.5) < std::abs(threshold - 0.5) : score > best) {
      best = score;
      threshold = candidate;
    }
  };
  detail::with_ranking(p, [&](const auto& ranking) { for_each_cut(ranking, consider); });
  if (std::isnan(threshold)) {
    throw Error("decision rule \"" + rule.text + "\": no threshold satisfies it on " +
                counted(static_cast<long long>(p.size()), "row"));
  }
  return threshold;
}

CostChoice compare_costs(const DecisionRule& rule, const Predictions& p) {
  const DecisionRule::Costs& costs = rule.costs.value();
  const double thresholds[] = {search_threshold(rule, p), costs.threshold()};
  MeanSums sums[2], difference;
  for (std::size_t row = 0; row < p.size(); ++row) {
    double cost[2];
    for (std::size_t i = 0; i < 2; ++i) {
      const bool labelled = p.probability[row] >= thresholds[i];
      cost[i] = labelled == p.positive(row) ? 0 : labelled ? costs.false_positive : costs.false_negative;
      sums[i].add(cost[i], p.weight_of(row));
    }
    difference.add(cost[1] - cost[0], p.weight_of(row));
  }
  return {{thresholds[0], sums[0].mean(), sums[0].standard_error()},
          {thresholds[1], sums[1].mean(), sums[1].standard_error()},
          difference.mean(),
          difference.standard_error()};
}

double choose_threshold(const DecisionRule& rule, const Predictions& p) {
  if (!rule.costs) return search_threshold(rule, p);
  const CostChoice choice = compare_costs(rule, p);
  return choice.takes_searched() ? choice.searched.threshold : choice.theoretical.threshold;
}

}  // namespace binet
