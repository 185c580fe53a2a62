#include "table/missing_rows.hpp"

#include "binet/base/error.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

bool is_missing(const Table& table, const Column& column, Index row) {
  return column.type == ColumnType::numeric ? std::isnan(table.number(column, row)) : table.code(column, row) < 0;
}

std::vector<std::string> unread_columns(const Table& table, const Schema& schema) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) {
    const auto found = std::ranges::find(schema.columns, column.name, &ColumnSchema::name);
    if (found == schema.columns.end() || !found->dropped.empty()) names.push_back(column.name);
  }
  return names;
}

}  // namespace

MissingCells::MissingCells(const Table& table, const Schema& schema)
    : MissingCells(table, unread_columns(table, schema)) {}

MissingCells::MissingCells(const Table& table, std::span<const std::string> not_features) : table_(table) {
  for (const Column& column : table.columns) {
    if (column.missing > 0 && std::ranges::find(not_features, column.name) == not_features.end()) {
      columns_.push_back(&column);
    }
  }
}

bool MissingCells::in(Index row) const {
  return std::ranges::any_of(columns_, [&](const Column* column) { return is_missing(table_, *column, row); });
}

std::vector<Index> complete_rows(const Table& table, std::span<const Index> rows,
                                 std::span<const std::string> not_features) {
  const MissingCells missing(table, not_features);
  std::vector<Index> complete;
  for (const Index row : rows) {
    if (!missing.in(row)) complete.push_back(row);
  }
  if (!complete.empty() || rows.empty()) return complete;
  std::vector<const Column*> columns;
  for (const Column& column : table.columns) {
    if (std::ranges::find(not_features, column.name) == not_features.end()) columns.push_back(&column);
  }
  const Column* emptiest = *std::ranges::max_element(columns, {}, &Column::missing);
  throw Error(table.source + ": every row has a missing cell, and --drop-missing leaves no row; column \"" +
              emptiest->name + "\" has the most, " + std::to_string(emptiest->missing) + ": expected it in --ignore");
}

}  // namespace binet
