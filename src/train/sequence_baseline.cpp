#include "train/sequence_baseline.hpp"

#include "binet/base/parallel.hpp"
#include "table/group_columns.hpp"
#include "table/sequence_index.hpp"
#include "train/recipes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <utility>

namespace binet {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Index kFigures = 3;  ///< per column of numbers

/// Last, mean and slope of the numbers that are present, at their times.
struct Figures {
  double last = kNaN, mean = kNaN, slope = 0;

  Figures(std::span<const double> values, std::span<const double> times) {
    double count = 0, value_sum = 0, time_sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) continue;
      count += 1;
      value_sum += values[i];
      time_sum += times[i];
      last = values[i];
    }
    if (count == 0) return;
    mean = value_sum / count;
    double cross = 0, squares = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) continue;
      const double t = times[i] - time_sum / count;
      cross += t * (values[i] - mean);
      squares += t * t;
    }
    if (squares > 0) slope = cross / squares;
  }
};

std::vector<const Column*> feature_columns(const TrainingData& data, const Table& table) {
  std::vector<const Column*> columns;
  for (const Column& column : table.columns) {
    if (std::ranges::count(data.not_features, column.source.field_of(column.name)) == 0) columns.push_back(&column);
  }
  return columns;
}

/// Adds the columns, and cells for so many rows, all missing.
void shape_table(const std::vector<const Column*>& columns, Index rows, Table& table) {
  Index numbers = 0, categories = 0;
  for (const Column* column : columns) {
    Column added;
    added.name = column->name;
    added.type = column->type;
    if (column->type == ColumnType::category) {
      added.levels = column->levels;
      added.slot = categories++;
      table.columns.push_back(std::move(added));
      continue;
    }
    for (const char* figure : {" last", " mean", " slope"}) {
      added.name = column->name + figure;
      added.exact = true;
      added.slot = numbers++;
      table.columns.push_back(added);
    }
  }
  TableBlock block;
  block.rows = table.rows = rows;
  block.first_line = 1;
  block.exact = PageArray<double>(rows, numbers);
  block.codes = PageArray<std::int32_t>(rows, categories);
  table.blocks.push_back(std::move(block));
}

/// The settings of a plain logistic regression, its penalty chosen, on rows that are no sequences.
Config baseline_config(const Config& of_network) {
  Config config;
  config.data = of_network.data;
  config.data.sequence = config.data.order = "";
  config.data.predict_each = false;
  config.loss.class_weight = "none";
  config.model.kind = "logistic";
  config.training = of_network.training;
  return config;
}

/// Fits to some rows of a table of figures and predicts others. A run that is asked to stop gives what it has.
VectorD fit_and_predict(const TrainingData& data, LabelledRows fit, LabelledRows held_out) {
  const Config config = baseline_config(data.config);
  TrainingData figures{config, {.stop_requested = data.observer.stop_requested}, data.target, {}, std::move(fit), {}};
  figures.started = data.started;
  figures.validation = std::move(held_out);
  return std::move(train_logistic(figures).held_out.logit);
}

/// Every example of `rows`, as a row of the table of its figures.
LabelledRows as_rows_of(const Table& figures, LabelledRows rows) {
  rows.table = &figures;
  rows.rows = row_numbers(figures.rows);
  rows.together.clear();
  return rows;
}

}  // namespace

Table sequence_figures(const TrainingData& data, const LabelledRows& rows) {
  const Table& from = *rows.table;
  const SequenceIndex index(from, data.sequence);
  const std::vector<const Column*> columns = feature_columns(data, from);
  std::vector<double> time(static_cast<std::size_t>(from.rows));
  std::iota(time.begin(), time.end(), 0.0);
  if (!data.sequence.order.empty()) {
    const PagedVector<Index> all = row_numbers(from.rows);
    time = read_times(from, data.sequence.order, std::span(all.data(), all.size()));
  }
  Table table;
  table.source = from.source;
  shape_table(columns, rows.size(), table);
  TableBlock& block = table.blocks.front();
  parallel_for(static_cast<Index>(columns.size()), [&](Index c) {
    const Column& column = *columns[static_cast<std::size_t>(c)];
    Index slot = 0;  // of its kind
    for (Index before = 0; before < c; ++before) slot += columns[static_cast<std::size_t>(before)]->type == column.type;
    std::vector<double> values, times;
    for (Index i = 0; i < rows.size(); ++i) {
      const Index end = rows.rows[static_cast<std::size_t>(i)];
      if (column.type == ColumnType::category) {
        block.codes(i, slot) = from.code(column, end);
        continue;
      }
      values.clear();
      times.clear();
      const RowRange steps = index.steps(end);
      for (Index p = steps.begin; p < steps.end; ++p) {
        const Index row = index.order()[static_cast<std::size_t>(p)];
        values.push_back(from.number(column, row));
        times.push_back(time[static_cast<std::size_t>(row)]);
      }
      const Figures found(values, times);
      double* const cell = block.exact.row(i) + kFigures * slot;
      cell[0] = found.last;
      cell[1] = found.mean;
      cell[2] = found.slope;
    }
  });
  for (Column& column : table.columns) {
    for (Index i = 0; i < table.rows; ++i) {
      column.missing += column.exact ? std::isnan(block.exact(i, column.slot)) : block.codes(i, column.slot) < 0;
    }
  }
  return table;
}

VectorD baseline_by_folds(const TrainingData& data, const std::vector<Split>& splits) {
  const Table figures = sequence_figures(data, data.training);
  const LabelledRows rows = as_rows_of(figures, data.training);
  VectorD logits = VectorD::Constant(rows.size(), kNaN);
  for (const Split& split : splits) {
    logits(split.validation) = fit_and_predict(data, rows.gather(split.training), rows.gather(split.validation));
  }
  return logits;
}

VectorD baseline_of(const TrainingData& data, const LabelledRows& fit, const LabelledRows& held_out) {
  const Table of_fit = sequence_figures(data, fit), of_held_out = sequence_figures(data, held_out);
  return fit_and_predict(data, as_rows_of(of_fit, fit), as_rows_of(of_held_out, held_out));
}

MeanDifference mean_difference(const std::vector<double>& a, const std::vector<double>& b, const std::vector<double>& weight,
                               const std::vector<Index>& group) {
  struct Draw {
    double sum = 0, weight = 0;
  };
  std::map<Index, Draw> draws;
  Draw all;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double w = weight.empty() ? 1 : weight[i];
    Draw& draw = draws[group.empty() ? static_cast<Index>(i) : group[i]];
    draw.sum += w * (a[i] - b[i]);
    draw.weight += w;
    all.sum += w * (a[i] - b[i]);
    all.weight += w;
  }
  MeanDifference difference{all.sum / all.weight, kNaN};
  const auto count = static_cast<double>(draws.size());
  if (count < 2) return difference;
  double squares = 0;
  for (const auto& [number, draw] : draws) {
    const double distance = draw.sum - difference.mean * draw.weight;
    squares += distance * distance;
  }
  difference.standard_error = std::sqrt(count / (count - 1) * squares) / all.weight;
  return difference;
}

}  // namespace binet
