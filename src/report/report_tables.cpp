#include "report/report_tables.hpp"

#include "base/counted.hpp"
#include "base/text_list.hpp"
#include "binet/model/coefficients.hpp"
#include "eval/few_rows.hpp"
#include "page/number_format.hpp"
#include "table/date_parts.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

std::string interval_text(double low, double high) {
  return std::isnan(low) || std::isnan(high) ? "" : number_text(low) + " to " + number_text(high);
}

/// As many decimals as the errors show.
std::string interval_text(const MetricInterval& found) {
  if (std::isnan(found.lower)) return "";
  return metric_text(found, found.lower) + " to " + metric_text(found, found.upper);
}

constexpr const char* kOfTrainingRows = ": the rows the model was trained on; on new rows expect worse";

/// "roc_auc" as "ROC AUC", "log_loss" as "log loss".
std::string metric_title(std::string name) {
  if (name == "roc_auc") return "ROC AUC";
  if (name == "brier") return "Brier score";
  if (name == "f1") return "F1";
  if (name == "mcc") return "MCC";
  if (name == "ece") return "ECE";
  std::ranges::replace(name, '_', ' ');
  return name;
}

TextTable metric_table(const ReportData& report, const Performance& performance) {
  TextTable table{
      performance.rows_described + ", " + counted(static_cast<long long>(performance.rows), report.example_name()),
      {"Metric", "Value", "Standard error", "95% CI"},
      {},
      1};
  for (const NamedMetric& metric : performance.metrics) {
    const MetricInterval& found = metric.interval;
    table.rows.push_back({metric_title(metric.name), metric_text(found, found.value),
                          std::isnan(found.standard_error) ? "" : metric_text(found, found.standard_error),
                          interval_text(found)});
  }
  return table;
}

}  // namespace

std::string metric_text(const MetricInterval& found, double value) {
  constexpr double kSmall = 0.0995;  // fewer than two digits of three decimals
  if (std::isnan(found.standard_error) && value != 0 && std::abs(value) < kSmall) return digits_text(value, 2);
  return fixed_text(value, error_decimals(found.standard_error));
}

std::vector<TextTable> metric_tables(const ReportData& report) {
  std::vector<TextTable> tables;
  if (!report.performance.metrics.empty()) tables.push_back(metric_table(report, report.performance));
  if (report.on_data) {
    tables.push_back(metric_table(report, *report.on_data));
    tables.back().caption += kOfTrainingRows;
  }
  return tables;
}

std::vector<TextTable> coefficient_tables(const ReportData& report) {
  constexpr std::size_t kMostRows = 200;
  const std::vector<Coefficient> all = logistic_coefficients(report.model());
  if (all.empty()) return {};
  const bool intervals = std::ranges::any_of(all, [](const Coefficient& c) { return !std::isnan(c.standard_error); });
  TextTable table{"Coefficients in original units: per unit of the column as it stands in the file",
                  {"Column", "Coefficient", "Odds ratio"},
                  {},
                  1};
  if (intervals) table.head.insert(table.head.end(), {"95% CI", "p"});
  for (const Coefficient& c : all) {
    if (table.rows.size() == kMostRows) break;
    std::vector<std::string>& row = table.rows.emplace_back();
    row = {c.reference ? c.name + " (reference)" : c.name,
           c.undetermined ? "undetermined"
                          : number_text(c.unbounded ? std::copysign(HUGE_VAL, c.original) : c.original),
           c.curve || c.unbounded ? "" : number_text(c.odds_ratio)};
    if (!intervals) continue;
    row.push_back(c.curve ? "" : interval_text(c.odds_ratio_lower, c.odds_ratio_upper));
    row.push_back(std::isnan(c.p_value) ? "" : c.p_value < 0.001 ? "< 0.001" : number_text(c.p_value, 3));
  }
  return {table};
}

std::vector<TextTable> layer_tables(const ReportData& report) {
  if (report.layers.empty()) return {};
  TextTable table{
      "The layers on rows of " + report.source.data_name +
          ". Saturated: slope of the activation below 0.01. Dead: saturated on every row. Gradient: of the log "
          "loss by the layer's outputs, root mean square; where it vanishes towards the first layer, the first "
          "layers hardly learn",
      {"Layer", "Activation", "Saturated", "Dead units", "Mean output", "Gradient"},
      {},
      2};
  for (std::size_t i = 0; i < report.layers.size(); ++i) {
    const LayerDiagnosis& layer = report.layers[i];
    const bool output = i + 1 == report.layers.size();
    table.rows.push_back({std::to_string(i + 1) + " " + (output ? "output" : layer.type),
                          output ? "" : layer.activation, share_text(output ? std::nan("") : layer.saturated),
                          share_text(output ? std::nan("") : layer.dead_units), digits_text(layer.mean_output, 3),
                          digits_text(layer.gradient_rms, 2)});
  }
  return {table};
}

TextTable drift_table(const ReportData& report) {
  TextTable table{
      "Stability index (PSI) of " + report.source.data_name +
          " against the training rows: below 0.1 little has changed, above 0.25 much. By chance: its expected value "
          "for as many rows without drift.",
      {"Column", "Stability index", "By chance", "Missing before", "Missing now", "Outside the range", "Unknown level",
       "Example"},
      {},
      1};
  constexpr std::size_t kMostRows = 60;
  for (const detail::ColumnFigures& row : report.drift) {
    if (table.rows.size() == kMostRows) break;
    table.rows.push_back({row.column->name, digits_text(row.psi, 3), digits_text(row.chance, 2),
                          share_text(row.missing_before), share_text(row.missing), share_text(row.outside),
                          share_text(row.unseen), row.unseen_text});
  }
  return table;
}

std::vector<TextTable> group_tables(const ReportData& report) {
  std::vector<TextTable> tables;
  for (const GroupRow& row : report.groups) {
    if (tables.empty() || tables.back().head.front() != row.column) {
      tables.push_back({"By " + row.column + ", at threshold " + number_text(report.model().threshold) +
                            (report.source.trained_on_data ? kOfTrainingRows : ""),
                        {row.column, "Rows", "Positive", "Mean predicted", "Labelled positive", "Recall",
                         "False positive rate", "Precision", "Log loss", "ROC AUC"},
                        {},
                        1});
    }
    const auto with_interval = [](const MetricInterval& found) {
      return metric_text(found, found.value) + (std::isnan(found.lower) ? "" : " (" + interval_text(found) + ")");
    };
    tables.back().rows.push_back({row.group, count_text(row.rows), share_text(row.positive_share),
                                  share_text(row.mean_probability), share_text(row.predicted_positive),
                                  share_text(row.recall), share_text(row.false_positive_rate),
                                  share_text(row.precision), with_interval(row.log_loss), with_interval(row.roc_auc)});
  }
  for (TextTable& table : tables) {
    std::vector<std::string> small;
    for (const GroupRow& row : report.groups) {
      if (row.few_rows && row.column == table.head.front()) small.push_back(row.group);
    }
    if (!small.empty()) table.caption += ". " + note_on_small_groups(small);
  }
  return tables;
}

TextTable column_table(const ReportData& report) {
  constexpr std::size_t kMostRows = 200, kMostLevels = 6;
  const Schema& schema = report.model().schema;
  TextTable table{"Columns, in the " + count_text(static_cast<double>(schema.rows)) + " training rows",
                  {"Column", "Type", "Values", "Missing"},
                  {},
                  3};
  for (const ColumnSchema& column : schema.columns) {
    if (table.rows.size() == kMostRows) break;
    const bool numeric = column.type == ColumnType::numeric;
    const bool days = detail::holds_days(column.source);
    const auto date = [&](double value) { return detail::date_text(value + column.source.origin); };
    std::string values =
        days ? date(column.minimum) + " to " + date(column.maximum)
        : numeric
            ? number_text(column.minimum) + " to " + number_text(column.maximum) + ", mean " + number_text(column.mean)
            : std::to_string(column.levels.size()) + " levels: " + first_joined(column.levels, kMostLevels);
    if (!column.dropped.empty()) values = "not used: " + column.dropped;
    table.rows.push_back(
        {column.name, days ? "date" : numeric ? "number" : "category", std::move(values),
         share_text(static_cast<double>(column.missing) / static_cast<double>(std::max<Index>(schema.rows, 1)))});
  }
  return table;
}

}  // namespace binet
