#include "report/group_rows.hpp"

#include "base/number_text.hpp"
#include "base/printable.hpp"
#include "binet/eval/metrics.hpp"
#include "eval/few_rows.hpp"
#include "eval/prediction_summary.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <iterator>
#include <span>
#include <string>
#include <utility>

namespace binet {

namespace {

GroupRow judge_group(const std::string& column, std::string name, const ScoredRows& scores) {
  const PredictionSummary summary(scores.view());
  const ConfusionMatrix& counts = summary.counts();
  double mean = 0, weight = 0;
  for (std::size_t i = 0; i < scores.probability.size(); ++i) {
    weight += scores.view().weight_of(i);
    mean += scores.view().weight_of(i) * scores.probability[i];
  }
  const double all = counts.true_positive + counts.false_positive + counts.true_negative + counts.false_negative;
  return {column,
          std::move(name),
          static_cast<double>(scores.probability.size()),
          scores.positive_share(),
          mean / weight,
          (counts.true_positive + counts.false_positive) / all,
          recall(counts),
          1 - specificity(counts),
          precision(counts),
          evaluate_with_interval(metric("log_loss"), summary),
          evaluate_with_interval(metric("roc_auc"), summary),
          has_few_rows(scores.view())};
}

/// The group of each row: a level, a number, or one of four ranges if there are many numbers.
std::vector<std::string> group_names(const Table& table, const Column& column, std::span<const Index> rows) {
  constexpr std::size_t kMostNumbers = 10;
  std::vector<std::string> names;
  if (column.type == ColumnType::category) {
    for (const Index row : rows) {
      const std::int32_t code = table.code(column, row);
      names.push_back(code < 0 ? "(missing)" : name_of_cell(column.levels[static_cast<std::size_t>(code)]));
    }
    return names;
  }
  std::vector<double> cells, known;
  for (const Index row : rows) cells.push_back(table.number(column, row));
  std::ranges::copy_if(cells, std::back_inserter(known), [](double x) { return !std::isnan(x); });
  std::ranges::sort(known);
  std::vector<double> distinct = known;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<double> cuts;
  for (const double part : {0.25, 0.5, 0.75}) {
    if (!known.empty()) cuts.push_back(known[static_cast<std::size_t>(part * static_cast<double>(known.size() - 1))]);
  }
  for (const double x : cells) {
    if (std::isnan(x)) {
      names.emplace_back("(missing)");
    } else if (distinct.size() <= kMostNumbers) {
      names.push_back(shortest_digits(x));
    } else {
      const auto part = static_cast<std::size_t>(std::ranges::lower_bound(cuts, x) - cuts.begin());
      names.push_back(part == 0 ? "up to " + shortest_digits(cuts[0])
                                : "above " + shortest_digits(cuts[part - 1]) +
                                      (part < cuts.size() ? " up to " + shortest_digits(cuts[part]) : ""));
    }
  }
  return names;
}

}  // namespace

std::vector<GroupRow> judge_groups(const ReportSource& source, const ScoredData& data) {
  std::vector<GroupRow> found;
  constexpr std::size_t kMostGroups = 20;
  for (const std::string& name : source.groups) {
    const Column& column = source.data->at(name);
    const std::vector<std::string> group_of = group_names(*source.data, column, data.rows);
    std::vector<std::string> groups = group_of;
    std::ranges::sort(groups);
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    std::ranges::stable_sort(groups, std::ranges::greater(),
                             [&](const std::string& g) { return std::ranges::count(group_of, g); });
    if (groups.size() > kMostGroups) groups.resize(kMostGroups);
    for (const std::string& group : groups) {
      ScoredRows some;
      some.threshold = data.scores.threshold;
      for (std::size_t i = 0; i < group_of.size(); ++i) {
        if (group_of[i] != group) continue;
        some.probability.push_back(data.scores.probability[i]);
        some.logit.push_back(data.scores.logit[i]);
        some.target.push_back(data.scores.target[i]);
        if (!data.scores.weight.empty()) some.weight.push_back(data.scores.weight[i]);
      }
      found.push_back(judge_group(name, group, some));
    }
  }
  return found;
}

}  // namespace binet
