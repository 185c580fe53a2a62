#include "table/sequence_stream.hpp"

#include "base/every_index.hpp"
#include "table/group_columns.hpp"
#include "table/joined_blocks.hpp"

#include <functional>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace binet {
namespace {

constexpr Index kLeastRows = 1 << 16;  ///< read at a time, so that joining blocks costs little

/// Leaves out the levels that no row has, which would otherwise pile up from one part of the file to the next.
void drop_unused_levels(Table& table) {
  for (Column& column : table.columns) {
    if (column.type != ColumnType::category) continue;
    std::vector<std::int32_t> new_code(column.levels.size(), -1);
    std::vector<std::string> levels;
    for (TableBlock& block : table.blocks) {
      for (Index row = 0; row < block.rows; ++row) {
        std::int32_t& code = block.codes(row, column.slot);
        if (code < 0) continue;
        std::int32_t& own = new_code[static_cast<std::size_t>(code)];
        if (own < 0) {
          own = static_cast<std::int32_t>(levels.size());
          levels.push_back(column.levels[static_cast<std::size_t>(code)]);
        }
        code = own;
      }
    }
    column.levels = std::move(levels);
    column.counts.clear();
  }
}

/// The rows from `first` on as one block with the layout of the others, in which numbers are exact.
Table tail(const Table& all, Index first) {
  Table part;
  part.source = all.source;
  part.columns = all.columns;
  part.rows = all.rows - first;
  const TableBlock& like = all.blocks.front();
  TableBlock block{0,  part.rows, {part.rows, like.exact.columns()}, {}, {}, {part.rows, like.codes.columns()},
                   0, {}};
  for (Index row = 0; row < part.rows; ++row) {
    const TableBlock& from = all.block_of(first + row);
    const Index place = first + row - from.first_row;
    std::copy_n(from.exact.row(place), like.exact.columns(), block.exact.row(row));
    std::copy_n(from.codes.row(place), like.codes.columns(), block.codes.row(row));
    block.line_offsets.push_back(static_cast<std::uint32_t>(from.line(place)));
  }
  part.blocks.push_back(std::move(block));
  for (Column& column : part.columns) {
    column.missing = 0;
    for (Index row = 0; row < part.rows; ++row) {
      column.missing +=
          column.type == ColumnType::category ? part.code(column, row) < 0 : std::isnan(part.number(column, row));
    }
  }
  drop_unused_levels(part);
  return part;
}

/// The same with a copy of their text.
RowBlock tail(const RowBlock& all, Index first) {
  RowBlock part;
  part.table = tail(all.table, first);
  const auto at = static_cast<std::size_t>(first);
  std::size_t length = 0;
  for (const std::vector<std::string_view>& cells : all.kept) {
    for (std::size_t i = at; i < cells.size(); ++i) length += cells[i].size();
  }
  const auto text = std::make_shared<std::string>();
  text->reserve(length);  // so that the views stay valid
  for (const std::vector<std::string_view>& cells : all.kept) {
    std::vector<std::string_view>& own = part.kept.emplace_back();
    for (std::size_t i = at; i < cells.size(); ++i) {
      const std::size_t begin = text->size();
      text->append(cells[i]);
      own.emplace_back(text->data() + begin, cells[i].size());
    }
  }
  part.text = text;
  return part;
}

}  // namespace

bool SequenceStream::read(Index rows) {
  std::vector<RowBlock> some;
  while (pending_rows_ < rows && !at_end_) {
    at_end_ = !reader_.next(some);
    if (at_end_) break;
    for (RowBlock& block : some) {
      seen_(block.table);
      pending_rows_ += block.table.rows;
      pending_.push_back(std::move(block));
    }
    some.clear();
  }
  return pending_rows_ > 0;
}

bool SequenceStream::remember(const Table& table, const std::vector<std::int32_t>& keys, Index rows) {
  const Column& column = table.at(columns_.sequence);
  for (Index row = 0; row < rows; ++row) {
    const std::int32_t key = keys[static_cast<std::size_t>(row)];
    if (row > 0 && key == keys[static_cast<std::size_t>(row - 1)]) continue;
    const std::string& name = column.levels[static_cast<std::size_t>(key)];
    if (!ended_.insert(std::hash<std::string>()(name)).second) return false;
  }
  return true;
}

bool SequenceStream::next(RowBlock& rows, Index& complete) {
  Index wanted = kLeastRows;
  while (!scattered_ && read(wanted)) {
    RowBlock joined = join_blocks(std::exchange(pending_, {}));
    static_cast<void>(read_groups(joined.table, columns_.sequence, every_index(joined.table.rows), "sequence"));
    const std::vector<std::int32_t> keys = joined.table.codes(joined.table.at(columns_.sequence));
    complete = joined.table.rows;
    while (!at_end_ && complete > 0 && keys[static_cast<std::size_t>(complete - 1)] == keys.back()) --complete;
    if (complete == 0) {  // one sequence so far: joined again only once it has doubled
      wanted = 2 * pending_rows_;
      pending_.push_back(std::move(joined));
      continue;
    }
    const bool whole_file = at_end_ && ended_.empty();
    scattered_ = !whole_file && !remember(joined.table, keys, complete);
    if (scattered_) return false;
    pending_rows_ = joined.table.rows - complete;
    if (pending_rows_ > 0) pending_.push_back(tail(joined, complete));
    rows = std::move(joined);
    return true;
  }
  return false;
}

}  // namespace binet
