#include "number_rows.hpp"

#include "text.hpp"

#include "binet/error.hpp"

#include <algorithm>
#include <limits>

namespace binet::detail {

namespace {

std::vector<double> values_of_levels(const Table& table, const Column& column) {
  std::vector<double> values;
  for (const std::string& level : column.levels) {
    double x;
    if (!parse_number(level, x)) {
      const auto code = static_cast<std::int32_t>(values.size());
      Index row = 0;
      while (table.code(column, row) != code) ++row;
      throw Error(place(table.source, table.line(row)) + not_a_number(column.name, level));
    }
    values.push_back(x);
  }
  return values;
}

}  // namespace

NumberRows::NumberRows(const Table& table, std::vector<const Column*> columns)
    : table_(table), columns_(std::move(columns)), level_values_(columns_.size()) {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (columns_[c]->type == ColumnType::numeric) continue;
    level_values_[c] = values_of_levels(table, *columns_[c]);
    any_text_ = true;
  }
  adjacent_ = !any_text_ && !columns_.empty();
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    adjacent_ &= !columns_[c]->exact && columns_[c]->slot == columns_[0]->slot + static_cast<Index>(c);
    offsets_.push_back(columns_[c]->offset);
  }
}

void NumberRows::fill_row(const TableBlock& block, Index row_in_block, double* out) const {
  if (adjacent_) {
    const std::size_t count = columns_.size();
    if (block.wide.columns() > 0) {
      std::copy_n(block.wide.row(row_in_block) + columns_[0]->slot, count, out);
    } else {
      const Scalar* const from = block.narrow.row(row_in_block) + columns_[0]->slot;
      for (std::size_t c = 0; c < count; ++c) out[c] = offsets_[c] + static_cast<double>(from[c]);
    }
    return;
  }
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (any_text_ && columns_[c]->type == ColumnType::category) {
      const std::int32_t code = block.codes(row_in_block, columns_[c]->slot);
      out[c] = code < 0 ? std::numeric_limits<double>::quiet_NaN() : level_values_[c][static_cast<std::size_t>(code)];
    } else {
      out[c] = block.number(*columns_[c], row_in_block);
    }
  }
}

void NumberRows::fill(std::span<const Index> rows, MatrixD& out) const {
  out.resize(static_cast<Index>(rows.size()), columns());
  const TableBlock* block = nullptr;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Index row = rows[i];
    const bool inside = block != nullptr && row >= block->first_row && row < block->first_row + block->rows;
    if (!inside) {
      if (block != nullptr) block->release();
      block = &table_.block_of(row);
    }
    fill_row(*block, row - block->first_row, out.row(static_cast<Index>(i)).data());
  }
}

}  // namespace binet::detail
