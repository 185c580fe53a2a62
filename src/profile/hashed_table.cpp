#include "profile/hashed_table.hpp"

#include <algorithm>

namespace binet::detail {

std::size_t HashedTable::line(Index row) const {
  const auto after = std::upper_bound(blocks.begin(), blocks.end(), row,
                                      [](Index r, const KeyBlock& block) { return r < block.rows.first_row; });
  const TableBlock& rows_there = (after - 1)->rows;
  return rows_there.line(row - rows_there.first_row);
}

}  // namespace binet::detail
