#include "table/number_rows.hpp"

#include "table/block_rows.hpp"

#include <algorithm>

namespace binet::detail {

NumberRows::NumberRows(const Table& table, std::span<const Column* const> columns) : table_(table) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Column& column = *columns[c];
    columns_.emplace_back(table, column);
    offsets_.push_back(column.offset);
    adjacent_ &=
        column.type == ColumnType::numeric && !column.exact && column.slot == columns[0]->slot + static_cast<Index>(c);
  }
}

void NumberRows::fill(std::span<const Index> rows, MatrixD& out) const {
  out.resize(static_cast<Index>(rows.size()), columns());
  std::vector<Index> in_block;
  const TableBlock* block = nullptr;
  for (Index filled = 0; filled < out.rows(); filled += std::ssize(in_block)) {
    if (block != nullptr) block->release();
    block = &leading_block(table_, rows.subspan(static_cast<std::size_t>(filled)), in_block);
    fill(*block, in_block, out.row(filled).data());
  }
}

void NumberRows::fill(const TableBlock& block, std::span<const Index> rows, double* out) const {
  const std::size_t count = columns_.size();
  if (!adjacent_) {
    for (std::size_t c = 0; c < count; ++c) columns_[c].read(block, rows, out + c, columns());
    return;
  }
  const Index slot = columns_[0].column().slot;
  const double* const offsets = offsets_.data();
  for (const Index row : rows) {
    if (block.wide.columns() > 0) {
      std::copy_n(block.wide.row(row) + slot, count, out);
    } else {
      const Scalar* const from = block.narrow.row(row) + slot;
      for (std::size_t c = 0; c < count; ++c) out[c] = offsets[c] + static_cast<double>(from[c]);
    }
    out += count;
  }
}

}  // namespace binet::detail
