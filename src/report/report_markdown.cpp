#include "page/number_format.hpp"
#include "report/gate_charts.hpp"
#include "report/report.hpp"
#include "report/report_tables.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

/// Text escaped for a Markdown table or line.
std::string markdown_text(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      escaped += ' ';
      continue;
    }
    if (c == '|' || c == '\\' || c == '*' || c == '_' || c == '`' || c == '<' || c == '[') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string table_text(const TextTable& table) {
  std::string text = markdown_text(table.caption) + "\n\n|";
  for (const std::string& head : table.head) text += " " + markdown_text(head) + " |";
  text += "\n|";
  for (std::size_t i = 0; i < table.head.size(); ++i) text += table.is_number(i) ? " ---: |" : " --- |";
  text += "\n";
  for (const auto& row : table.rows) {
    text += "|";
    for (const std::string& cell : row) text += " " + markdown_text(cell) + " |";
    text += "\n";
  }
  return text + "\n";
}

TextTable row_chart_table(const RowChart& chart) {
  TextTable table{chart.note, {"Column", chart.x_title, "95% CI"}, {}, 1};
  for (const RowChart::Row& row : chart.rows) {
    table.rows.push_back({row.label, digits_text(row.value, 3),
                          std::isnan(row.low) ? "" : digits_text(row.low, 3) + " to " + digits_text(row.high, 3)});
  }
  return table;
}

/// Precision, recall and others at a few thresholds.
TextTable threshold_table(const ReportData& report) {
  const ScoreBins& bins = report.performance.bins;
  TextTable table{"What follows from the threshold",
                  {"Threshold", "Labelled positive", "Recall", "Precision", "False positive rate"},
                  {},
                  0};
  std::vector<double> thresholds = {0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, report.model().threshold};
  std::ranges::sort(thresholds);
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
  const double all = bins.positives() + bins.negatives();
  for (const double threshold : thresholds) {
    double positive = 0, negative = 0;
    for (std::size_t i = 0; i < bins.size(); ++i) {
      if (bins.lower[i] < threshold) continue;
      positive += bins.positive[i];
      negative += bins.negative[i];
    }
    const bool own = threshold == report.model().threshold;
    table.rows.push_back({number_text(threshold) + (own ? " (the model's)" : ""),
                          share_text((positive + negative) / all), share_text(positive / bins.positives()),
                          share_text(positive / (positive + negative)), share_text(negative / bins.negatives())});
  }
  return table;
}

}  // namespace

std::string report_markdown(const ReportData& report) {
  const TargetSchema& target = report.model().schema.target;
  std::string text =
      "# Report: " + markdown_text(target.name + ", " + target.positive + " against " + target.negative) + "\n\n" +
      markdown_text(report_verdict(report)) + "\n\n## Figures\n\n";
  for (const TextTable& table : metric_tables(report)) text += table_text(table);
  if (report.performance.bins.size() > 0) text += table_text(threshold_table(report));
  const ReportCharts charts = report_charts(report);
  if (!charts.columns.empty()) text += "## Columns\n\n";
  for (const AnyChart& chart : charts.columns) {
    if (const auto* rows = std::get_if<RowChart>(&chart))
      text += "### " + rows->title + "\n\n" + table_text(row_chart_table(*rows));
  }
  if (!report.gates.empty()) text += "## Gates\n\n";
  for (const TextTable& table : gate_tables(report)) text += table_text(table);
  for (const TextTable& table : coefficient_tables(report)) text += table_text(table);
  for (const TextTable& table : layer_tables(report)) text += "## Layers\n\n" + table_text(table);
  if (!report.drift.empty()) text += "## Drift\n\n" + table_text(drift_table(report));
  if (!report.groups.empty()) text += "## Groups\n\n";
  for (const TextTable& table : group_tables(report)) text += table_text(table);
  text += "## Model card\n\n";
  for (const auto& [name, value] : model_card(report))
    text += "- **" + markdown_text(name) + "**: " + markdown_text(value) + "\n";
  text += "\n" + table_text(column_table(report));
  for (const std::string& missing : report.missing) text += markdown_text(missing) + "\n\n";
  return text;
}

}  // namespace binet
