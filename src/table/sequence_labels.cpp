#include "table/sequence_labels.hpp"

#include "base/counted.hpp"
#include "base/every_index.hpp"
#include "base/number_text.hpp"
#include "binet/base/error.hpp"
#include "csv/text.hpp"
#include "table/sequence_index.hpp"

#include <cmath>
#include <string>
#include <utility>

namespace binet {
namespace {

std::string sequence_name(const Table& table, const std::string& name, Index row) {
  const Column& column = table.at(name);
  if (column.type == ColumnType::numeric) return shortest_digits(table.number(column, row));
  return column.levels[static_cast<std::size_t>(table.code(column, row))];
}

[[noreturn]] void refuse_change(const Table& table, const TargetSchema& target, const SequenceColumns& columns,
                                Index earlier, Index later, Scalar label) {
  const auto name_of = [&](bool positive) { return detail::in_quotes(positive ? target.positive : target.negative); };
  throw Error(table.place(later) + "target " + detail::in_quotes(target.name) + ": " + name_of(label > Scalar{0.5}) +
              ", but " + name_of(label < Scalar{0.5}) + " on line " + std::to_string(table.line(earlier)) +
              " of the same " + detail::in_quotes(columns.sequence) +
              "; expected one label per sequence (empty cells are allowed); --predict-each takes one label per row");
}

}  // namespace

std::vector<Index> sequence_ends(const Table& table, const SequenceColumns& columns) {
  if (columns.used() && !columns.each_row) return SequenceIndex(table, columns).last_rows();
  return every_index(table.rows);
}

SequenceLabels read_labels(const Table& table, const Schema& schema) {
  if (schema.sequence.used()) return read_sequence_labels(table, schema.target, schema.sequence);
  return {every_index(table.rows), read_target(table, schema.target)};
}

SequenceLabels read_sequence_labels(const Table& table, const TargetSchema& target, const SequenceColumns& columns) {
  const Vector of_row = read_target(table, target);
  SequenceLabels labels;
  labels.rows = sequence_ends(table, columns);
  labels.target.resize(static_cast<Index>(labels.rows.size()));
  const SequenceIndex index(table, columns);
  for (std::size_t i = 0; i < labels.rows.size(); ++i) {
    const Index end = labels.rows[i];
    Scalar& label = labels.target[static_cast<Index>(i)];
    label = of_row[end];
    if (columns.each_row) continue;
    const RowRange steps = index.steps(end);
    Index labelled = end;
    for (Index p = steps.end - 1; p-- > steps.begin;) {
      const Index row = index.order()[static_cast<std::size_t>(p)];
      if (std::isnan(of_row[row])) continue;
      if (std::isnan(label)) {
        label = of_row[row];
        labelled = row;
      }
      if (of_row[row] != label) refuse_change(table, target, columns, row, labelled, label);
    }
  }
  return labels;
}

Error missing_label(const Table& table, const std::string& target, const SequenceColumns& columns, Index row) {
  if (!columns.used() || columns.each_row) {
    return Error(table.place(row) + "target \"" + target + "\" is missing; --drop-unlabelled leaves such rows out");
  }
  const Index count = SequenceIndex(table, columns).whole(row).size();
  const std::string where =
      count == 1 ? "its only row" : "any of its " + counted(count, "row") + ", of which this is the last";
  const std::string name = sequence_name(table, columns.sequence, row);
  return Error(table.place(row) + "sequence " + detail::in_quotes(name) + " of " + detail::in_quotes(columns.sequence) +
               " has no target \"" + target + "\" in " + where +
               "; --drop-unlabelled leaves such sequences out");
}

Schema with_sequence_columns(const Schema& schema) {
  Schema all = schema;
  if (!schema.sequence.used()) return all;
  ColumnSchema sequence, order;
  sequence.name = schema.sequence.sequence;
  sequence.type = ColumnType::category;
  all.columns.push_back(std::move(sequence));
  order.name = schema.sequence.order;
  order.type = schema.sequence.order_type;
  order.source = schema.sequence.order_source;
  if (!order.name.empty()) all.columns.push_back(std::move(order));
  return all;
}

}  // namespace binet
