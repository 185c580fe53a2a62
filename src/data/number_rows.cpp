#include "number_rows.hpp"

namespace binet::detail {

void NumberRows::fill_row(const TableBlock& block, Index row_in_block, double* out) const {
  for (std::size_t c = 0; c < columns_.size(); ++c) out[c] = block.number(*columns_[c], row_in_block);
}

void NumberRows::fill(std::span<const Index> rows, MatrixD& out) const {
  out.resize(static_cast<Index>(rows.size()), columns());
  const TableBlock* block = nullptr;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Index row = rows[i];
    const bool inside = block != nullptr && row >= block->first_row && row < block->first_row + block->rows;
    if (!inside) block = &table_.block_of(row);
    fill_row(*block, row - block->first_row, out.row(static_cast<Index>(i)).data());
  }
}

void NumberRows::fill(const TableBlock& block, RowRange range, MatrixD& out) const {
  out.resize(range.size(), columns());
  for (Index i = 0; i < range.size(); ++i) fill_row(block, range.begin + i, out.row(i).data());
}

}  // namespace binet::detail
