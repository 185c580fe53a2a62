#include "report/start_examples.hpp"

#include "base/number_text.hpp"
#include "report/column_findings.hpp"
#include "table/level_matcher.hpp"
#include "table/sequence_index.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <iterator>
#include <optional>
#include <string>

namespace binet {
namespace {

constexpr Index kMostExamples = 12;

/// A column of the data as the what-if form reads it: known levels as the model spells them.
class FormColumn {
 public:
  FormColumn(const ColumnSchema& schema, const Table& table) : schema_(schema), column_(table.at(schema.name)) {
    if (schema.type == ColumnType::category) known_.emplace(schema.levels);
  }

  std::string cell(const Table& table, Index row) const {
    if (column_.type == ColumnType::numeric) {
      const double x = table.number(column_, row);
      return std::isnan(x) ? "" : spelled(shortest_digits(x));
    }
    const std::int32_t code = table.code(column_, row);
    return code < 0 ? "" : spelled(column_.levels[static_cast<std::size_t>(code)]);
  }

 private:
  std::string spelled(std::string text) const {
    if (!known_ || text.empty()) return text;
    const std::int32_t level = known_->find(text).level;
    return level < 0 ? text : schema_.levels[static_cast<std::size_t>(level)];
  }

  const ColumnSchema& schema_;
  const Column& column_;
  std::optional<detail::LevelMatcher> known_;
};

std::deque<FormColumn> form_columns(const Classifier& model, const Table& table) {
  std::deque<FormColumn> columns;
  for (const ColumnSchema& schema : model.schema.columns) {
    if (schema.dropped.empty()) columns.emplace_back(schema, table);
  }
  return columns;
}

/// The example that ends with a row.
struct Example {
  std::string name;
  std::vector<Index> rows;
};

std::vector<Example> single_rows(const Table& table, std::span<const Index> rows) {
  std::vector<Example> found;
  for (const Index row : evenly_spaced(rows, kMostExamples))
    found.push_back({"row on line " + std::to_string(table.line(row)), {row}});
  return found;
}

std::vector<Example> sequences(const Table& table, const SequenceColumns& columns, std::span<const Index> rows,
                               Index most_rows) {
  const SequenceIndex index(table, columns);
  std::vector<Index> short_enough;
  std::ranges::copy_if(rows, std::back_inserter(short_enough),
                       [&](Index row) { return index.steps(row).size() <= most_rows; });
  const Column& names = table.at(columns.sequence);
  std::vector<Example> found;
  for (const Index row : evenly_spaced(short_enough, kMostExamples)) {
    const RowRange steps = index.steps(row);
    const auto begin = index.order().begin();
    found.push_back({columns.sequence + " " + names.levels[static_cast<std::size_t>(table.code(names, row))] +
                         (columns.each_row ? ", up to line " + std::to_string(table.line(row)) : ""),
                     {begin + steps.begin, begin + steps.end}});
  }
  return found;
}

}  // namespace

std::vector<StartExample> start_examples(const Classifier& model, const Table& table, std::span<const Index> rows) {
  constexpr std::size_t kMostCells = 2000;  // of an example
  constexpr Index kMostRows = 100;
  const std::deque<FormColumn> columns = form_columns(model, table);
  const Index fitting = static_cast<Index>(kMostCells / std::max<std::size_t>(columns.size(), 1));
  const Index most_rows = std::clamp<Index>(fitting, 1, kMostRows);
  const SequenceColumns& sequence = model.schema.sequence;
  const std::vector<Example> examples =
      sequence.used() ? sequences(table, sequence, rows, most_rows) : single_rows(table, rows);
  std::vector<StartExample> found;
  for (const Example& example : examples) {
    StartExample& start = found.emplace_back(StartExample{example.name, {}});
    for (const Index row : example.rows) {
      std::vector<std::string>& cells = start.rows.emplace_back();
      for (const FormColumn& column : columns) cells.push_back(column.cell(table, row));
    }
  }
  return found;
}

}  // namespace binet
