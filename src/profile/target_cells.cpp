#include "profile/target_cells.hpp"

#include "io/byte_hash.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <unordered_map>

namespace binet::detail {

Table target_table(const HashedTable& keys, const std::string& name) {
  Table table;
  table.source = keys.source;
  table.rows = keys.rows;
  for (const KeyColumn& column : keys.columns) {
    Column& named = table.columns.emplace_back();
    named.name = column.name;
    named.type = column.type;
    named.exact = column.type == ColumnType::numeric;
  }
  const auto c = static_cast<std::size_t>(&table.at(name) - table.columns.data());
  const KeyColumn& from = keys.columns[c];
  Column& column = table.columns[c];
  column.levels.assign(from.levels.levels().begin(), from.levels.levels().end());
  std::ranges::sort(column.levels);
  std::unordered_map<CellKey, std::int32_t> codes{{kMissingKey, -1}};
  for (const std::string& level : column.levels)
    codes.emplace(hash_bytes(level), static_cast<std::int32_t>(codes.size() - 1));
  const bool is_number = column.exact;
  for (const KeyBlock& block : keys.blocks) {
    const Index rows = block.rows.rows;
    TableBlock& to = table.blocks.emplace_back();
    to.first_row = block.rows.first_row;
    to.rows = rows;
    to.first_line = block.rows.first_line;
    to.line_offsets = block.rows.line_offsets;
    to.exact = {is_number ? rows : 0, 1};
    to.codes = {is_number ? 0 : rows, 1};
    const CellKey* const cells = block.cells.row(static_cast<Index>(c));
    for (Index r = 0; r < rows; ++r) {
      if (is_number) {
        to.exact(r, 0) = std::bit_cast<double>(cells[r]);
      } else {
        to.codes(r, 0) = codes.at(cells[r]);
      }
    }
    block.cells.release();
  }
  return table;
}

}  // namespace binet::detail
