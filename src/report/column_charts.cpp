#include "binet/model/coefficients.hpp"
#include "explain/rare_references.hpp"
#include "model/evidence.hpp"
#include "page/number_format.hpp"
#include "report/chart_parts.hpp"
#include "table/date_parts.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

namespace binet {

namespace {

/// Odds ratios of logistic regression, the farthest from 1 first. Numbers: per standard deviation, as encoded.
std::optional<RowChart> odds_ratio_chart(const Classifier& model) {
  constexpr std::size_t kMostRows = 24;
  std::vector<Coefficient> all = logistic_coefficients(model);
  if (all.size() < 2) return std::nullopt;
  RowChart chart{"odds-ratios", "Odds ratios", "", "odds ratio (logarithmic axis)", {}, false, true, 1};
  std::vector<Coefficient> shown;
  std::size_t left_out = 0;
  std::ranges::copy_if(all.begin() + 1, all.end(), std::back_inserter(shown),
                       [](const Coefficient& c) { return !c.reference && !c.aliased && !c.curve && !c.unbounded; });
  const auto unbounded = std::ranges::count_if(all, [](const Coefficient& c) { return c.unbounded; });
  const std::string rare = note_on_rare_references(model, all);
  if (shown.empty()) return std::nullopt;
  std::ranges::stable_sort(shown, std::ranges::greater(), [](const Coefficient& c) { return std::abs(c.scaled); });
  if (shown.size() > kMostRows) {
    left_out = shown.size() - kMostRows;
    shown.resize(kMostRows);
  }
  const bool intervals = std::ranges::any_of(shown, [](const Coefficient& c) { return !std::isnan(c.standard_error); });
  for (const Coefficient& c : shown) {
    const double factor = c.original != 0 && !std::isnan(c.original) ? c.scaled / c.original : 1;
    const double value = std::exp(c.scaled);
    const double low = std::exp(c.lower * factor), high = std::exp(c.upper * factor);
    std::string text = digits_text(value, 3);
    if (!std::isnan(low)) text += " (" + digits_text(low, 3) + " to " + digits_text(high, 3) + ")";
    chart.rows.push_back({c.name, value, low, high, text});
  }
  chart.note = std::string(
                   "Factor by which the odds of the positive class change: of a number, per standard deviation; of a "
                   "level, against the "
                   "reference level of its column. Above 1, class ") +
               model.schema.target.positive + " is more likely." +
               (intervals ? " Lines are 95% confidence intervals."
                          : " A penalised fit has no confidence intervals; train with --l2 0 for them.") +
               (left_out > 0 ? " The " + std::to_string(left_out) + " smallest effects are not shown." : "") +
               (unbounded > 0 ? " Estimates that are not finite are not shown." : "") +
               (rare.empty() ? "" : " " + rare);
  return chart;
}

std::optional<RowChart> importance_chart(const ReportData& report) {
  constexpr std::size_t kMostRows = 20;
  RowChart chart{"importance", "Importance", "", "", {}, true, false, 0};
  if (!report.importance.empty()) {
    chart.x_title = "rise of log loss";
    chart.note =
        "How much log loss rises where a column's cells are shuffled among the rows; lines are 95% "
        "intervals. Columns that carry the same information share their importance.";
    for (const Importance& item : report.importance) {
      if (chart.rows.size() == kMostRows) break;
      chart.rows.push_back({item.column, item.mean, item.mean - 1.96 * item.standard_error,
                            item.mean + 1.96 * item.standard_error, digits_text(item.mean, 3)});
    }
    return chart;
  }
  chart.x_title = "spread of the probability";
  chart.note = "Standard deviation of the predicted probability where only that column varies over its range, for " +
               report.effects_described +
               (report.source.data == nullptr ? ". With a data file, importance is measured by log loss."
                                              : ". Importance by log loss is measured for at most 200 columns.");
  for (const PartialEffect& effect : report.effects) {
    if (chart.rows.size() == kMostRows) break;
    chart.rows.push_back({effect.column, effect.spread(), kUnknown, kUnknown, digits_text(effect.spread(), 3)});
  }
  if (chart.rows.empty()) return std::nullopt;
  return chart;
}

std::optional<RowChart> interaction_chart(const ReportData& report) {
  constexpr std::size_t kMostRows = 10;
  if (report.interactions.empty()) return std::nullopt;
  RowChart chart{
      "interactions",
      "Strongest pairs",
      "How far two columns are from adding up: the part of their joint effect on the logit that neither has by "
      "itself, as root mean square over a grid of their values. 0 means that the effect of one does not depend "
      "on the other. Only the columns with the largest effects are paired.",
      "interaction, in units of the logit",
      {},
      true,
      false,
      0};
  for (const Interaction& pair : report.interactions) {
    if (chart.rows.size() == kMostRows) break;
    chart.rows.push_back(
        {pair.first + " × " + pair.second, pair.strength, kUnknown, kUnknown, digits_text(pair.strength, 3)});
  }
  return chart;
}

/// Strokes of a rug plot over a histogram's bins, one per sixtieth of the rows.
Series rug_of(const ClassHistogram& histogram) {
  Series rug{"", Mark::rug, 6, {}};
  const double all = histogram.missing + std::accumulate(histogram.positive.begin(), histogram.positive.end(), 0.0) +
                     std::accumulate(histogram.negative.begin(), histogram.negative.end(), 0.0);
  for (std::size_t i = 0; i + 1 < histogram.edges.size(); ++i) {
    const double width = histogram.edges[i + 1] - histogram.edges[i];
    const int strokes = static_cast<int>(std::lround(60 * (histogram.positive[i] + histogram.negative[i]) / all));
    for (int k = 0; k < strokes; ++k) rug.x.push_back(histogram.edges[i] + width * (k + 0.5) / strokes);
  }
  return rug;
}

Chart effect_chart(const ReportData& report, const PartialEffect& effect, std::size_t place) {
  Chart chart{"effect-" + std::to_string(place + 1),
              effect.column,
              "",
              effect.column,
              "probability",
              {},
              {},
              {},
              {},
              false,
              true};
  const auto schema = std::ranges::find(report.model().schema.columns, effect.column, &ColumnSchema::name);
  const bool is_date = detail::holds_days(schema->source);
  // Days since 1970 as years, near enough for an axis.
  const auto on_axis = [&](std::vector<double> days) {
    if (!is_date) return days;
    for (double& day : days) day = 1970 + (day + schema->source.origin) / 365.2425;
    return days;
  };
  if (is_date) {
    chart.x_is_year = true;
    chart.x_title += " (year)";
  }
  double highest = 0;
  for (const auto* values : {&effect.mean, &effect.high}) {
    for (const double value : *values) highest = std::max(highest, value);
  }
  const double usual = report.model().report.positive_share;
  chart.y_range = {0, std::min(1.0, std::max(std::min(0.05, 2 * usual), 1.1 * highest))};
  if (highest > 0.6) chart.y_range.second = 1;
  if (effect.numeric) {
    if (!effect.low.empty())
      chart.series.push_back({"", Mark::band, 0, on_axis(effect.at), {}, effect.low, effect.high});
    chart.series.push_back({"mean", Mark::line, 0, on_axis(effect.at), effect.mean});
    if (const ClassHistogram* histogram = find_histogram(report.model(), effect.column); histogram != nullptr) {
      chart.series.push_back(rug_of(*histogram));
      chart.series.back().x = on_axis(std::move(chart.series.back().x));
    }
  } else {
    std::vector<double> x;
    for (std::size_t i = 0; i < effect.levels.size(); ++i) x.push_back(static_cast<double>(i));
    chart.x_names = effect.levels;
    chart.series.push_back({"mean", Mark::points, 0, x, effect.mean, {}, {}});
  }
  if (!std::isnan(effect.missing)) {
    chart.note = "Mean probability where the cell is missing: " + share_text(effect.missing) + ".";
  }
  return chart;
}

}  // namespace

std::vector<AnyChart> column_charts(const ReportData& report) {
  std::vector<AnyChart> charts;
  if (auto odds = odds_ratio_chart(report.model())) charts.push_back(std::move(*odds));
  if (auto importance = importance_chart(report)) charts.push_back(std::move(*importance));
  if (auto pairs = interaction_chart(report)) charts.push_back(std::move(*pairs));
  for (std::size_t i = 0; i < report.effects.size(); ++i) charts.push_back(effect_chart(report, report.effects[i], i));
  return charts;
}

}  // namespace binet
