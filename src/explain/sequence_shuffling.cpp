#include "explain/sequence_shuffling.hpp"

#include "base/every_index.hpp"
#include "table/sequence_index.hpp"
#include "table/term_columns.hpp"

#include <algorithm>

namespace binet {
namespace {

std::vector<Index> rows_held(const Classifier& model, const Table& table, std::span<const Index> ends) {
  const SequenceIndex index(table, model.schema.sequence);
  std::vector<Index> held;
  for (const Index place : index.places_of(ends)) held.push_back(index.order()[static_cast<std::size_t>(place)]);
  std::ranges::sort(held);
  return held;
}

/// The cells of a column in rows `order` of one table become those of all rows of another.
void copy_cells(const Column& column, const Table& from, std::span<const Index> order, Table& to) {
  TableBlock& target = to.blocks.front();
  for (Index row = 0; row < to.rows; ++row) {
    const Index source = order[static_cast<std::size_t>(row)];
    if (column.type == ColumnType::numeric) {
      target.exact(row, column.slot) = from.number(column, source);
    } else {
      target.codes(row, column.slot) = from.code(column, source);
    }
  }
}

}  // namespace

SequenceShuffling::SequenceShuffling(const Classifier& model, const Table& table, std::span<const Index> rows)
    : model_(model) {
  for (const ColumnSchema& column : model.schema.columns) {
    if (column.dropped.empty() && table.find(column.name) != nullptr) names_.push_back(column.name);
  }
  const std::vector<Index> held = rows_held(model, table, rows);
  usual_ = table.gather(held);
  changed_ = table.gather(held);
  for (const Index row : rows) ends_.push_back(std::ranges::lower_bound(held, row) - held.begin());
}

VectorD SequenceShuffling::logits(std::span<const std::size_t> columns, std::span<const Index> order) {
  for (const std::size_t c : columns) copy_cells(usual_.at(names_[c]), usual_, order, changed_);
  compute_terms_anew(model_.schema, changed_);
  const VectorD found = model_.logits(changed_, ends_);
  const std::vector<Index> own = every_index(usual_.rows);
  for (const std::size_t c : columns) copy_cells(usual_.at(names_[c]), usual_, own, changed_);
  return found;
}

}  // namespace binet
