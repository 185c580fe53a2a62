#pragma once

#include "binet/table/table.hpp"

#include <span>
#include <vector>

namespace binet::detail {

/// The block of the first of some rows of a table, and in `in_block` the places there of it and those after it, up to
/// the first that lies elsewhere.
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
