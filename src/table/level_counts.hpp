#pragma once

#include "binet/table/table.hpp"

#include <span>
#include <vector>

namespace binet::detail {

struct LevelCounts {
  std::vector<Index> of_level;
  Index missing = 0;
};

/// Number of cells per level in the given rows. `all`: these are all rows of the table, which may already have counted
/// them.
inline LevelCounts count_levels(const Table& table, const Column& column, std::span<const Index> rows, bool all) {
  if (all && !column.counts.empty()) return {column.counts, column.missing};
  LevelCounts counts{std::vector<Index>(column.levels.size(), 0), 0};
  const TableBlock* block = nullptr;
  for (const Index row : rows) {
    const bool inside = block != nullptr && row >= block->first_row && row < block->first_row + block->rows;
    if (!inside) block = &table.block_of(row);
    const std::int32_t code = block->codes(row - block->first_row, column.slot);
    ++(code < 0 ? counts.missing : counts.of_level[static_cast<std::size_t>(code)]);
  }
  return counts;
}

/// Σ of weights per level, with one weight per given row; missing cells are left out.
inline std::vector<double> weigh_levels(const Table& table, const Column& column, std::span<const Index> rows,
                                        std::span<const Scalar> weight) {
  std::vector<double> sums(column.levels.size(), 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int32_t code = table.code(column, rows[i]);
    if (code >= 0) sums[static_cast<std::size_t>(code)] += static_cast<double>(weight[i]);
  }
  return sums;
}

}  // namespace binet::detail
