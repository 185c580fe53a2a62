#include "train/sequence_baseline.hpp"

#include "base/every_index.hpp"
#include "binet/base/parallel.hpp"
#include "table/group_columns.hpp"
#include "table/sequence_index.hpp"
#include "train/recipes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <utility>

namespace binet {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Index kFigures = 3;  ///< per column of numbers

/// Last, mean and slope over time of the numbers that are present, of the rows so far. Means and sums of products are
/// brought up to date row by row. (Welford 1962.)
class Figures {
 public:
  void add(double value, double time) {
    if (std::isnan(value)) return;
    last_ = value;
    count_ += 1;
    const double from_mean_time = time - mean_time_;
    mean_time_ += from_mean_time / count_;
    mean_ += (value - mean_) / count_;
    cross_ += from_mean_time * (value - mean_);
    squares_ += from_mean_time * (time - mean_time_);
  }
  double last() const { return last_; }
  double mean() const { return count_ > 0 ? mean_ : kNaN; }
  double slope() const { return squares_ > 0 ? cross_ / squares_ : 0; }

 private:
  double count_ = 0, last_ = kNaN, mean_ = 0, mean_time_ = 0;
  double cross_ = 0, squares_ = 0;  ///< sums of (t − mean t)·(x − mean x) and (t − mean t)²
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
  const std::vector<Index>& group =
      fit.group;  // the penalty is chosen by folds of groups, of which one sequence has none
  if (!group.empty() && std::ranges::count(group, group.front()) == std::ssize(group)) fit.group.clear();
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
  std::vector<Index> examples = every_index(rows.size());  // in an order in which each step is read once
  std::ranges::sort(examples, {}, [&](Index i) { return index.steps(rows.rows[static_cast<std::size_t>(i)]).end; });
  parallel_for(static_cast<Index>(columns.size()), [&](Index c) {
    const Column& column = *columns[static_cast<std::size_t>(c)];
    Index slot = 0;  // of its kind
    for (Index before = 0; before < c; ++before) slot += columns[static_cast<std::size_t>(before)]->type == column.type;
    Figures so_far;
    RowRange read{-1, -1};  // of the sequence
    for (const Index i : examples) {
      const Index end = rows.rows[static_cast<std::size_t>(i)];
      if (column.type == ColumnType::category) {
        block.codes(i, slot) = from.code(column, end);
        continue;
      }
      const RowRange steps = index.steps(end);
      if (steps.begin != read.begin) {
        so_far = {};
        read = {steps.begin, steps.begin};
      }
      for (; read.end < steps.end; ++read.end) {
        const Index row = index.order()[static_cast<std::size_t>(read.end)];
        so_far.add(from.number(column, row), time[static_cast<std::size_t>(row)]);
      }
      double* const cell = block.exact.row(i) + kFigures * slot;
      cell[0] = so_far.last();
      cell[1] = so_far.mean();
      cell[2] = so_far.slope();
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

}  // namespace binet
