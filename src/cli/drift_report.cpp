#include "cli/drift_report.hpp"

#include "base/number_text.hpp"
#include "base/printable.hpp"
#include "binet/base/parallel.hpp"
#include "binet/modelfile/model_file.hpp"
#include "binet/table/block_reader.hpp"
#include "binet/table/schema.hpp"
#include "cli/format_text.hpp"
#include "cli/text_layout.hpp"
#include "csv/csv.hpp"
#include "io/output_file.hpp"
#include "math/sigmoid.hpp"
#include "table/cell_weights.hpp"
#include "table/column_figures.hpp"
#include "table/joined_blocks.hpp"
#include "table/sequence_labels.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <numeric>
#include <optional>
#include <span>

namespace binet {

using namespace detail;

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

struct DriftFigures {
  Index rows = 0;
  std::vector<ColumnFigures> columns;
  double prediction_psi = kUnknown, mean_prediction = 0;
};

/// The bins of predictions in a few rows after others: their number, or Σ of their weights.
struct PredictionCounts {
  std::vector<double> bins;
  double sum = 0;
  double count = 0;

  void add(const PredictionCounts& more) {
    bins.resize(std::max(bins.size(), more.bins.size()));
    for (std::size_t b = 0; b < more.bins.size(); ++b) bins[b] += more.bins[b];
    sum += more.sum;
    count += more.count;
  }
};

/// `weight`: one entry per row, or empty.
PredictionCounts count_predictions(const Classifier& model, const Table& table, std::span<const Scalar> weight) {
  const ColumnHistogram& histogram = model.report.predictions;
  PredictionCounts counts{std::vector<double>(histogram.shares.size(), 0)};
  const bool of_sequences = model.schema.sequence.used();
  const std::vector<Index> ends = of_sequences ? sequence_ends(table, model.schema.sequence) : std::vector<Index>();
  const VectorD logits = of_sequences ? model.logits(table, ends) : model.logits(table);
  for (Index i = 0; i < logits.size(); ++i) {
    const auto row = static_cast<std::size_t>(of_sequences ? ends[static_cast<std::size_t>(i)] : i);
    const double probability = sigmoid(logits[i]), count = weight.empty() ? 1 : static_cast<double>(weight[row]);
    counts.sum += count * probability;
    counts.count += count;
    if (!counts.bins.empty()) counts.bins[bin_of(histogram, probability)] += count;
  }
  return counts;
}

DriftFigures compare(const DriftRequest& request, const Classifier& model) {
  BlockOptions options;
  options.csv = csv_options(model.csv, request.reading);
  if (!model.weight_column.empty()) options.also = {model.weight_column};
  BlockReader reader(request.data, with_sequence_columns(model.schema), options);
  const bool weighted = !model.weight_column.empty() && reader.has_column(model.weight_column);
  DriftCounts drift(model.schema);
  HistogramCounts histograms(model.schema);
  PredictionCounts predictions;
  DriftFigures figures;
  double counted_rows = 0;
  std::vector<RowBlock> blocks;
  const auto read_more = [&] {
    if (!model.schema.sequence.used()) return reader.next(blocks);
    const bool first = figures.rows == 0;  // the rows of a sequence may be far apart: the whole file is one block
    blocks.clear();
    if (first) blocks.push_back(read_all_blocks(reader));
    return first && blocks.front().table.rows > 0;
  };
  while (read_more()) {
    std::vector<std::vector<ColumnDrift>> drifts(blocks.size());
    std::vector<HistogramCounts::Counts> bins(blocks.size());
    std::vector<PredictionCounts> predicted(blocks.size());
    std::vector<double> rows(blocks.size());
    parallel_for(static_cast<Index>(blocks.size()), [&](Index i) {
      const auto b = static_cast<std::size_t>(i);
      const Table& table = blocks[b].table;
      const Vector weight = weighted ? read_weight(table, model.weight_column) : Vector();
      const std::span<const Scalar> weights{weight.data(), static_cast<std::size_t>(weight.size())};
      drifts[b] = drift.count(table, weights);
      bins[b] = histograms.count(table, weights);
      predicted[b] = count_predictions(model, table, weights);
      rows[b] = count_weighted_rows(table.rows, weights);
    });
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      drift.add(drifts[b]);
      histograms.add(bins[b]);
      predictions.add(predicted[b]);
      figures.rows += blocks[b].table.rows;
      counted_rows += rows[b];
    }
  }
  if (figures.rows == 0) throw Error(shown_name(request.data) + ": no data rows after the header");
  if (weighted && !(predictions.count > 0)) {
    throw Error(shown_name(request.data) + ": every weight in \"" + model.weight_column + "\" is 0");
  }
  figures.columns = column_figures(model.schema, drift, histograms.total(), counted_rows);
  figures.mean_prediction = predictions.sum / predictions.count;
  const std::vector<double>& before = model.report.predictions.shares;
  if (!before.empty()) {
    std::vector<double> now;
    for (const double count : predictions.bins) now.push_back(share_of(count, predictions.count));
    const double most = std::max(counted_rows, static_cast<double>(model.report.validation_rows));
    figures.prediction_psi = population_stability_index(before, now, 0.5 / most);
  }
  return figures;
}

std::string cell(double value, const char* format) {
  return std::isnan(value) ? "" : format_text(format, value);
}

std::string as_text(const DriftRequest& request, const Classifier& model, const DriftFigures& figures) {
  std::string text = shown_name(request.data) + ": " + counted(figures.rows, "row") + ", compared with " +
                     request.model + ", trained on " + counted(model.schema.rows, "row") + "\n";
  text += "predictions: mean " + format_text("%.4f", figures.mean_prediction) + ", positive in training " +
          format_text("%.4f", model.report.positive_share);
  if (!std::isnan(figures.prediction_psi)) text += "; PSI " + format_text("%.4f", figures.prediction_psi);
  text += "\n";
  const bool known = std::ranges::any_of(figures.columns, [](const ColumnFigures& c) { return !std::isnan(c.psi); });
  text += known ? "population stability index (PSI): stable up to 0.1, some drift up to 0.25\n"
                : "No PSI: the model was saved by an older version and has no histograms\n";
  std::size_t width = 6;
  for (const ColumnFigures& c : figures.columns) width = std::max(width, text_width(printable(c.column->name)));
  width = std::min<std::size_t>(width, 24);
  text += "\n" + padded("column", width) + "      PSI  by chance  missing   before   unseen  outside\n";
  for (const ColumnFigures& c : figures.columns) {
    text += padded(printable(c.column->name), width) +
            format_text("  %7s  %9s  %7s  %7s", cell(c.psi, "%.4f").c_str(), cell(c.chance, "%.4f").c_str(),
                        cell(100 * c.missing, "%.2f%%").c_str(), cell(100 * c.missing_before, "%.2f%%").c_str());
    const bool numeric = c.column->type == ColumnType::numeric;
    text += format_text("  %7s  %7s\n", numeric ? "" : cell(100 * c.unseen, "%.2f%%").c_str(),
                        numeric ? cell(100 * c.outside, "%.2f%%").c_str() : "");
  }
  return text;
}

nlohmann::ordered_json figure_or_null(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
}

std::string as_json(const DriftRequest& request, const Classifier& model, const DriftFigures& figures) {
  nlohmann::ordered_json json{{"source", request.data}, {"model", request.model}, {"rows", figures.rows}};
  json["training_rows"] = model.schema.rows;
  json["predictions"] = {{"psi", figure_or_null(figures.prediction_psi)},
                         {"mean", figures.mean_prediction},
                         {"positive_share_in_training", model.report.positive_share}};
  json["columns"] = nlohmann::ordered_json::array();
  for (const ColumnFigures& c : figures.columns) {
    nlohmann::ordered_json column{{"name", c.column->name},
                                  {"type", c.column->type == ColumnType::numeric ? "numeric" : "category"},
                                  {"psi", figure_or_null(c.psi)},
                                  {"psi_by_chance", figure_or_null(c.chance)},
                                  {"missing", c.missing},
                                  {"missing_in_training", c.missing_before}};
    if (c.column->type == ColumnType::numeric) {
      column["outside"] = c.outside;
      column["lowest_outside"] = figure_or_null(c.lowest);
      column["highest_outside"] = figure_or_null(c.highest);
    } else {
      column["unseen"] = c.unseen;
      if (!c.unseen_text.empty()) column["commonest_unseen"] = c.unseen_text;
    }
    json["columns"].push_back(std::move(column));
  }
  return json.dump(2) + "\n";
}

/// A bound from --fail-over.
struct Bound {
  std::string figure;
  double most;
};

Bound parse_bound(const std::string& text) {
  const std::size_t equals = std::min(text.find('='), text.size());
  Bound bound{text.substr(0, equals), 0};
  const bool known =
      bound.figure == "psi" || bound.figure == "missing" || bound.figure == "unseen" || bound.figure == "range";
  if (!known || equals == text.size() || !parse_number(text.substr(equals + 1), bound.most)) {
    throw UsageError("--fail-over " + text + ": expected psi, missing, unseen or range, as in psi=0.25");
  }
  return bound;
}

double figure_of(const ColumnFigures& column, const std::string& figure) {
  if (figure == "psi") return column.psi;
  if (figure == "missing") return column.missing - column.missing_before;
  return figure == "unseen" ? column.unseen : column.outside;
}

/// Returns false and prints a line per column to standard error if a bound is exceeded.
bool keeps(const Bound& bound, const DriftFigures& figures) {
  bool kept = true;
  const auto judge = [&](const std::string& whose, double value) {
    if (!(value > bound.most)) return;
    std::cerr << "binet: gate not met: " + bound.figure + " of " + whose + " is " + format_text("%.4g", value) +
                     ", over " + shortest_digits(bound.most) + "\n";
    kept = false;
  };
  for (const ColumnFigures& column : figures.columns) {
    judge("column '" + printable(column.column->name) + "'", figure_of(column, bound.figure));
  }
  if (bound.figure == "psi") judge("the predictions", figures.prediction_psi);
  return kept;
}

}  // namespace

ExitStatus report_drift(const DriftRequest& request) {
  std::vector<Bound> bounds;
  for (const std::string& text : request.fail_over) bounds.push_back(parse_bound(text));
  const Classifier model = load_model(request.model);
  const DriftFigures figures = compare(request, model);
  write_file("-", request.json ? as_json(request, model, figures) : printable(as_text(request, model, figures), true));
  const bool unknown = std::ranges::all_of(figures.columns, [](const ColumnFigures& c) { return std::isnan(c.psi); });
  bool kept = true;
  for (const Bound& bound : bounds) {
    if (bound.figure == "psi" && unknown) {
      std::cerr << "binet: gate not met: psi is unknown because the model has no histograms; train it again\n";
      kept = false;
    }
    kept &= keeps(bound, figures);
  }
  return kept ? ExitStatus::done : ExitStatus::gate_not_met;
}

}  // namespace binet
