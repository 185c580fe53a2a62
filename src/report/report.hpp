#pragma once

#include "binet/eval/metrics.hpp"
#include "binet/model/classifier.hpp"
#include "binet/model/evaluation.hpp"
#include "binet/table/table.hpp"
#include "eval/score_bins.hpp"
#include "explain/effects.hpp"
#include "explain/interaction.hpp"
#include "explain/typical_row.hpp"
#include "model/gate_steps.hpp"
#include "nn/diagnosis.hpp"
#include "page/chart.hpp"
#include "table/column_figures.hpp"

#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace binet {

/// An unknown value.
inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// The input of a report: a model, and rows with the target if available.
struct ReportSource {
  const Classifier& model;
  std::string model_name;       ///< name of the file
  std::size_t model_bytes = 0;  ///< size of the file
  const Table* data = nullptr;  ///< read with the model's schema, every numeric column exact
  std::string data_name = {};
  bool trained_on_data = false;          ///< true if the data are the training file
  std::vector<std::string> groups = {};  ///< columns of the data whose groups are evaluated separately
  bool drop_unlabelled = false;          ///< leave rows without a target out; otherwise they are an error
  bool form = true;                      ///< the page holds the model and the form that runs it
};

struct NamedMetric {
  std::string name;
  MetricInterval interval;
};

/// The quality of predictions for a set of rows.
struct Performance {
  std::string rows_described;  ///< "new.csv", "14-fold cross-validation"
  double rows = 0;
  double positive_share = 0;
  double base_log_loss = 0;
  bool seen_in_training = false;
  std::vector<NamedMetric> metrics;
  ScoreBins bins;                  ///< empty if the model has none
  std::vector<double> thresholds;  ///< thresholds at which the counts of the bins are exact

  /// All parts are NaN if the metric is unknown.
  MetricInterval find(std::string_view name) const;
};

struct GroupRow {
  std::string column, group;
  double rows = 0, positive_share = 0, mean_probability = 0;
  double predicted_positive = 0, recall = 0, false_positive_rate = 0, precision = 0;  ///< at the model's threshold
  MetricInterval log_loss, roc_auc;
  bool few_rows = false;  ///< of a class
};

/// What the what-if form can start from: a row, or the rows of a sequence.
struct StartExample {
  std::string name;
  std::vector<std::vector<std::string>> rows;  ///< cells in the order of the used columns; empty: missing
};

/// One sequence of the data, and what the recurrent layer does with it.
struct GateExample {
  std::string sequence;  ///< its cell in the column of sequences
  std::string label;     ///< its class in the data
  GateSteps steps;
};

/// Everything a report shows, before it is written as a page, as text or as charts.
struct ReportData {
  const ReportSource& source;
  Performance performance;
  std::optional<Performance> on_data;  ///< if the performance shown is not that on the data
  std::vector<detail::ColumnFigures> drift;  ///< sorted, largest first
  std::vector<GroupRow> groups;
  std::vector<Importance> importance;  ///< sorted, largest first; empty without data
  std::vector<PartialEffect> effects;  ///< sorted, largest first
  std::string effects_described;       ///< the rows that were used
  std::vector<StartExample> starts;
  std::vector<Interaction> interactions = {};  ///< strongest first; empty without data
  std::vector<LayerDiagnosis> layers = {};  ///< of a single network on rows of the data, the output layer last
  std::vector<GateExample> gates = {};  ///< of models of sequences, if there are data
  std::vector<std::string> missing = {};  ///< what the report cannot show, and how to change that

  const Classifier& model() const { return source.model; }
  /// What one prediction is of: "row" or "sequence".
  const char* example_name() const;
};

/// Throws Error for a row without a target unless the source drops such rows, and for a missing group column.
ReportData make_report(const ReportSource&);

/// The part on how good predictions are, of rows scored elsewhere.
ReportData performance_report(const ReportSource&, const ScoredRows&);

using AnyChart = std::variant<Chart, RowChart>;

/// The charts of each part of the report.
struct ReportCharts {
  std::vector<AnyChart> performance, threshold, columns, training, gates;
};
ReportCharts report_charts(const ReportData&);

/// A verdict on the model in two sentences.
std::string report_verdict(const ReportData&);

/// What the model is and where it comes from: pairs of a name and a text.
std::vector<std::pair<std::string, std::string>> model_card(const ReportData&);

/// One page, and the same as text for a pull request or a paper.
std::string report_html(const ReportData&);
std::string report_markdown(const ReportData&);

}  // namespace binet
