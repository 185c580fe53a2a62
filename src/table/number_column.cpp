#include "table/number_column.hpp"

#include "binet/base/error.hpp"
#include "csv/text.hpp"

#include <limits>

namespace binet::detail {

namespace {

std::vector<double> values_of_levels(const Table& table, const Column& column) {
  std::vector<double> values = {std::numeric_limits<double>::quiet_NaN()};
  for (std::size_t code = 0; code < column.levels.size(); ++code) {
    const std::string& level = column.levels[code];
    double x;
    if (!parse_number(level, x)) {
      Index row = 0;
      while (table.code(column, row) != static_cast<std::int32_t>(code)) ++row;
      throw Error(table.place(row) + not_a_plain_number(column.name, level));
    }
    values.push_back(x);
  }
  return values;
}

}  // namespace

NumberColumn::NumberColumn(const Table& table, const Column& column) : column_(&column) {
  if (column.type == ColumnType::category) level_values_ = values_of_levels(table, column);
}

template <class RowAt>
void NumberColumn::read_rows(const TableBlock& block, Index count, const RowAt& row_at, double* out,
                             Index stride) const {
  const Index slot = column_->slot;
  if (column_->type == ColumnType::category) {
    const double* const values = level_values_.data() + 1;
    for (Index i = 0; i < count; ++i) out[i * stride] = values[block.codes(row_at(i), slot)];
  } else if (column_->exact || block.wide.columns() > 0) {
    const PageArray<double>& cells = column_->exact ? block.exact : block.wide;
    for (Index i = 0; i < count; ++i) out[i * stride] = cells(row_at(i), slot);
  } else {
    const double offset = column_->offset;
    for (Index i = 0; i < count; ++i) out[i * stride] = offset + static_cast<double>(block.narrow(row_at(i), slot));
  }
}

void NumberColumn::read(const TableBlock& block, std::span<const Index> rows, double* out, Index stride) const {
  const Index* const row = rows.data();
  read_rows(
      block, static_cast<Index>(rows.size()), [row](Index i) { return row[i]; }, out, stride);
}

void NumberColumn::read(const TableBlock& block, RowRange rows, double* out) const {
  read_rows(
      block, rows.size(), [first = rows.begin](Index i) { return first + i; }, out, 1);
}

}  // namespace binet::detail
