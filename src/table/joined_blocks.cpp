#include "table/joined_blocks.hpp"


#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

namespace binet {
namespace {

/// Makes the codes of a column, which count the levels of each block, count those of all blocks.
void unite_column(std::vector<RowBlock>& blocks, std::size_t c, Column& column) {
  std::unordered_map<std::string, std::int32_t> code_of;
  std::vector<std::string> levels;
  std::vector<Index> counts;
  for (RowBlock& block : blocks) {
    const Column& own = block.table.columns[c];
    std::vector<std::int32_t> codes;
    for (std::size_t l = 0; l < own.levels.size(); ++l) {
      const auto [known, added] = code_of.try_emplace(own.levels[l], static_cast<std::int32_t>(levels.size()));
      if (added) {
        levels.push_back(own.levels[l]);
        counts.push_back(0);
      }
      codes.push_back(known->second);
      if (!own.counts.empty()) counts[static_cast<std::size_t>(known->second)] += own.counts[l];
    }
    for (TableBlock& cells : block.table.blocks) {
      for (Index row = 0; row < cells.rows; ++row) {
        std::int32_t& code = cells.codes(row, own.slot);
        if (code >= 0) code = codes[static_cast<std::size_t>(code)];
      }
    }
  }
  column.levels = std::move(levels);
  column.counts = std::move(counts);
}

}  // namespace

RowBlock join_blocks(std::vector<RowBlock> blocks) {
  RowBlock all;
  if (blocks.empty()) return all;
  all.table.source = blocks.front().table.source;
  all.table.columns = blocks.front().table.columns;
  for (std::size_t c = 0; c < all.table.columns.size(); ++c) {
    Column& column = all.table.columns[c];
    column.summary.reset();
    column.missing = 0;
    for (const RowBlock& block : blocks) column.missing += block.table.columns[c].missing;
    if (column.type == ColumnType::category) unite_column(blocks, c, column);
  }
  all.kept.resize(blocks.front().kept.size());
  auto texts = std::make_shared<std::vector<std::shared_ptr<const void>>>();
  for (RowBlock& block : blocks) {
    for (TableBlock& cells : block.table.blocks) {
      cells.first_row = all.table.rows;
      all.table.rows += cells.rows;
      all.table.blocks.push_back(std::move(cells));
    }
    for (std::size_t k = 0; k < block.kept.size(); ++k)
      std::ranges::move(block.kept[k], std::back_inserter(all.kept[k]));
    texts->push_back(std::move(block.text));
  }
  all.text = std::move(texts);
  return all;
}

RowBlock read_all_blocks(BlockReader& reader) {
  std::vector<RowBlock> all, some;
  while (reader.next(some)) std::ranges::move(some, std::back_inserter(all));
  return join_blocks(std::move(all));
}

}  // namespace binet
