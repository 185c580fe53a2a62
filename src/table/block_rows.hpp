#pragma once

#include "binet/table/table.hpp"

#include <span>
#include <vector>

namespace binet::detail {

/// The block of the first of the given rows. `in_block` receives the positions in this block of that row and of the
/// rows after it, up to the first in another block.
inline const TableBlock& leading_block(const Table& table, std::span<const Index> rows, std::vector<Index>& in_block) {
  const TableBlock& block = table.block_of(rows.front());
  in_block.clear();
  for (const Index row : rows) {
    const Index place = row - block.first_row;
    if (place < 0 || place >= block.rows) break;
    in_block.push_back(place);
  }
  return block;
}

}  // namespace binet::detail
