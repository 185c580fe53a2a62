#include "cli/group_metrics.hpp"

#include "base/printable.hpp"
#include "cli/format_text.hpp"
#include "cli/text_layout.hpp"
#include "cli/text_table.hpp"
#include "csv/csv.hpp"
#include "eval/few_rows.hpp"
#include "eval/prediction_summary.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace binet {
namespace {

constexpr std::size_t kMostDistinctNumbers = 10, kMostGroups = 20;

/// Names of groups, one per row.
struct GroupNames {
  std::vector<std::string> of_row;
  std::vector<std::string> ranges = {};  ///< ascending, if the groups are ranges of numbers
};

/// The cells, or the quarter of the numbers that each lies in, where all are numbers of many values.
GroupNames names_of_groups(const std::vector<std::string>& cells) {
  GroupNames names{cells};
  std::ranges::replace(names.of_row, std::string(), name_of_cell(""));
  std::vector<double> numbers;
  for (const std::string& cell : cells) {
    if (cell.empty()) continue;
    double number = 0;
    if (!parse_number(cell, number)) return names;
    numbers.push_back(number);
  }
  if (std::set<double>(numbers.begin(), numbers.end()).size() <= kMostDistinctNumbers) return names;
  std::vector<double> sorted = numbers;
  std::ranges::sort(sorted);
  std::vector<double> cuts;  // the greatest number of each quarter
  for (std::size_t quarter = 1; quarter <= 4; ++quarter) cuts.push_back(sorted[quarter * (sorted.size() - 1) / 4]);
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  for (std::size_t cut = 0; cut < cuts.size(); ++cut) {
    names.ranges.push_back(cut == 0 ? format_text("up to %.4g", cuts[0])
                                    : format_text("%.4g to %.4g", cuts[cut - 1], cuts[cut]));
  }
  auto number = numbers.begin();
  for (std::size_t row = 0; row < cells.size(); ++row) {
    if (cells[row].empty()) continue;
    const auto cut = std::ranges::lower_bound(cuts, *number++) - cuts.begin();
    names.of_row[row] = names.ranges[static_cast<std::size_t>(cut)];
  }
  return names;
}

GroupMetrics::Group measure_group(const std::string& name, const std::vector<std::size_t>& rows,
                                  const ScoredRows& all) {
  ScoredRows some;
  some.threshold = all.threshold;
  double weight = 0, sum = 0;
  for (const std::size_t row : rows) {
    some.probability.push_back(all.probability[row]);
    some.logit.push_back(all.logit[row]);
    some.target.push_back(all.target[row]);
    if (!all.weight.empty()) some.weight.push_back(all.weight[row]);
    const double own = all.weight.empty() ? 1 : all.weight[row];
    weight += own;
    sum += own * all.probability[row];
  }
  GroupMetrics::Group group{name, rows.size(), some.positive_share(), sum / weight, {}};
  const PredictionSummary summary(some.view());
  for (const Metric& metric : metrics()) group.metrics.push_back(evaluate_with_interval(metric, summary));
  group.few_rows = has_few_rows(some.view());
  return group;
}

std::optional<GroupMetrics::Gap> gap_of(const std::vector<GroupMetrics::Group>& groups, std::size_t metric) {
  const GroupMetrics::Group *highest = nullptr, *lowest = nullptr;
  for (const GroupMetrics::Group& group : groups) {
    const double value = group.metrics[metric].value;
    if (std::isnan(value)) continue;
    if (highest == nullptr || value > highest->metrics[metric].value) highest = &group;
    if (lowest == nullptr || value < lowest->metrics[metric].value) lowest = &group;
  }
  if (highest == lowest) return std::nullopt;
  const MetricInterval &high = highest->metrics[metric], &low = lowest->metrics[metric];
  return GroupMetrics::Gap{std::string(metrics()[metric].name), highest->name, lowest->name, high.value - low.value,
                           std::hypot(high.standard_error, low.standard_error)};
}

/// "0.412 ±.031"; errors from 1 keep their digit.
std::string value_with_error(const MetricInterval& found) {
  if (std::isnan(found.value)) return "-";
  const std::string value = format_text("%.3f", found.value);
  if (std::isnan(found.standard_error)) return value;
  const std::string error = format_text("%.3f", found.standard_error);
  return value + " ±" + (error.starts_with("0.") ? error.substr(1) : error);
}

}  // namespace

GroupMetrics group_metrics(const std::string& column, const std::vector<std::string>& cells, const ScoredRows& rows) {
  const auto [names, ranges] = names_of_groups(cells);
  std::map<std::string, std::vector<std::size_t>> rows_of;
  for (std::size_t row = 0; row < names.size(); ++row) rows_of[names[row]].push_back(row);
  std::vector<std::pair<std::string, std::vector<std::size_t>>> sorted;
  for (const std::string& range : ranges) {
    if (auto node = rows_of.extract(range)) sorted.emplace_back(range, std::move(node.mapped()));
  }
  sorted.insert(sorted.end(), rows_of.begin(), rows_of.end());
  if (ranges.empty())
    std::ranges::stable_sort(sorted, std::ranges::greater(), [](const auto& item) { return item.second.size(); });
  GroupMetrics found{column, {}, sorted.size() - std::min(sorted.size(), kMostGroups), {}};
  for (std::size_t i = 0; i + found.left_out < sorted.size(); ++i) {
    found.groups.push_back(measure_group(sorted[i].first, sorted[i].second, rows));
  }
  for (std::size_t m = 0; m < metrics().size(); ++m) {
    if (auto gap = gap_of(found.groups, m)) found.gaps.push_back(std::move(*gap));
  }
  return found;
}

std::string print_groups(const std::vector<GroupMetrics>& all) {
  constexpr const char* kShown[] = {"log_loss", "roc_auc", "recall", "specificity"};
  constexpr std::size_t kNameAndRows = 19, kLeastName = 8, kMostInGaps = 15;  // of 80 columns
  std::string text;
  for (const GroupMetrics& found : all) {
    std::size_t digits = 4;
    for (const GroupMetrics::Group& group : found.groups)
      digits = std::max(digits, std::to_string(group.rows).size());
    const std::size_t most = std::max(kLeastName, kNameAndRows - std::min(kNameAndRows, digits));
    std::vector<std::vector<std::string>> lines{{short_name(found.column, most), "rows", "share"}};
    for (const char* name : kShown) lines[0].push_back(name);
    const auto place = [](const char* name) {
      return static_cast<std::size_t>(std::ranges::find(metrics(), name, &Metric::name) - metrics().begin());
    };
    for (const GroupMetrics::Group& group : found.groups) {
      lines.push_back({short_name(group.name, most), std::to_string(group.rows),
                       format_text("%.3f", group.positive_share)});
      for (const char* metric : kShown) lines.back().push_back(value_with_error(group.metrics[place(metric)]));
    }
    text += "\nGroups of " + found.column + "; share: of positive rows\n" + print_table(lines);
    if (found.left_out > 0) text += format_text("  and %zu smaller groups\n", found.left_out);
    std::vector<std::string> small;
    for (const GroupMetrics::Group& group : found.groups) {
      if (group.few_rows) small.push_back(short_name(group.name, kMostInGaps));
    }
    if (!small.empty()) text += wrapped(note_on_small_groups(small), kHelpWidth, 0, 0) + "\n";
    lines = {{"largest gap", "gap", "error", "highest", "lowest"}};
    for (const GroupMetrics::Gap& gap : found.gaps) {
      lines.push_back({gap.metric, format_text("%.4f", gap.gap), cell(gap.standard_error),
                       short_name(gap.highest, kMostInGaps), short_name(gap.lowest, kMostInGaps)});
    }
    if (lines.size() > 1) text += "\n" + print_table(lines);
  }
  return printable(text, true);
}

Json groups_to_json(const std::vector<GroupMetrics>& all) {
  Json document = Json::object();
  for (const GroupMetrics& found : all) {
    Json groups = Json::array(), gaps = Json::object();
    for (const GroupMetrics::Group& group : found.groups) {
      Json values = Json::object(), errors = Json::object();
      for (std::size_t m = 0; m < metrics().size(); ++m) {
        values[std::string(metrics()[m].name)] = group.metrics[m].value;
        errors[std::string(metrics()[m].name)] = group.metrics[m].standard_error;
      }
      groups.push_back({{"group", group.name},
                        {"rows", group.rows},
                        {"positive_share", group.positive_share},
                        {"mean_probability", group.mean_probability},
                        {"metrics", std::move(values)},
                        {"standard_errors", std::move(errors)}});
    }
    for (const GroupMetrics::Gap& gap : found.gaps) {
      gaps[gap.metric] = {{"highest", gap.highest},
                          {"lowest", gap.lowest},
                          {"gap", gap.gap},
                          {"standard_error", gap.standard_error}};
    }
    document[found.column] = {{"groups", std::move(groups)}, {"left_out", found.left_out}, {"gaps", std::move(gaps)}};
  }
  return document;
}

}  // namespace binet
