#include "profile/target_cells.hpp"

#include "io/byte_hash.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <unordered_map>

namespace binet::detail {

namespace {

void add_column(const KeyColumn& from, Table& table) {
  Column& column = table.columns.emplace_back();
  column.name = from.name;
  column.type = from.type;
  column.exact = from.type == ColumnType::numeric;
}

}  // namespace

Table target_table(const HashedTable& keys, const std::string& name) {
  Table table;
  table.source = keys.source;
  table.rows = keys.rows;
  const auto found = std::ranges::find(keys.columns, name, &KeyColumn::name);
  if (found == keys.columns.end()) {
    for (const KeyColumn& column : keys.columns) add_column(column, table);
    table.at(name);  // throws: the error lists the columns
  }
  const KeyColumn& from = *found;
  const auto c = static_cast<std::size_t>(found - keys.columns.begin());
  add_column(from, table);
  Column& column = table.columns[0];
  for (const std::string_view level : from.levels()) column.levels.emplace_back(level);
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
