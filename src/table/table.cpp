#include "binet/table/table.hpp"

#include "binet/base/error.hpp"
#include "base/nearest_name.hpp"
#include "binet/base/parallel.hpp"
#include "csv/text.hpp"
#include "table/column_name.hpp"

#include <algorithm>
#include <limits>

namespace binet {

void NumericSummary::add(const NumericSummary& other) {
  if (other.count == 0) return;
  const double both = count + other.count, distance = other.mean - mean;
  mean += distance * (other.count / both);
  squares += other.squares + distance * distance * (count / both) * other.count;
  count = both;
  minimum = std::min(minimum, other.minimum);
  maximum = std::max(maximum, other.maximum);
}

void TableBlock::keep() {
  exact.keep();
  wide.keep();
  narrow.keep();
  codes.keep();
}

void TableBlock::release() const {
  exact.release();
  wide.release();
  narrow.release();
  codes.release();
}

void TableBlock::give_back() {
  exact = {};
  wide = {};
  narrow = {};
  codes = {};
}

const Column* Table::find(std::string_view name) const {
  return detail::find_by_column_name(name, [&](std::string_view exact) -> const Column* {
    const auto found = std::ranges::find(columns, exact, &Column::name);
    return found == columns.end() ? nullptr : &*found;
  });
}

const Column& Table::at(std::string_view name) const {
  if (const Column* column = find(name)) return *column;
  std::vector<std::string_view> names;
  for (const Column& column : columns) names.push_back(column.name);
  throw Error(source + ": no column " + detail::in_quotes(name) + did_you_mean(name, names));
}

const TableBlock& Table::block_of(Index row) const {
  const auto after = std::upper_bound(blocks.begin(), blocks.end(), row,
                                      [](Index r, const TableBlock& block) { return r < block.first_row; });
  return *(after - 1);
}

bool Table::is_all(std::span<const Index> some_rows) const {
  if (static_cast<Index>(some_rows.size()) != rows) return false;
  const Shards strips{rows, 1024};
  for (Index s = 0; s < strips.count(); ++s) {
    Index different = 0;  // counted, since a loop with an early exit is not vectorised
    for (Index row = strips[s].begin; row < strips[s].end; ++row) {
      different += some_rows[static_cast<std::size_t>(row)] != row;
    }
    if (different > 0) return false;
  }
  return true;
}

double Table::number(const Column& column, Index row) const {
  const TableBlock& block = block_of(row);
  return block.number(column, row - block.first_row);
}

std::int32_t Table::code(const Column& column, Index row) const {
  const TableBlock& block = block_of(row);
  return block.codes(row - block.first_row, column.slot);
}

std::size_t Table::line(Index row) const {
  const TableBlock& block = block_of(row);
  return block.line(row - block.first_row);
}

std::string Table::place(Index row) const {
  const auto at = static_cast<std::ptrdiff_t>(line(row));
  const auto behind = std::ranges::find_if(parts, [&](const SourcePart& part) { return part.lines_before >= at; });
  if (behind == parts.begin()) return detail::place(source, line(row));
  const SourcePart& part = *std::prev(behind);
  return detail::place(part.name, static_cast<std::size_t>(at - part.lines_before));
}

std::vector<double> Table::numbers(const Column& column) const {
  std::vector<double> cells;
  cells.reserve(static_cast<std::size_t>(rows));
  for (const TableBlock& block : blocks) {
    for (Index r = 0; r < block.rows; ++r) cells.push_back(block.number(column, r));
  }
  return cells;
}

std::vector<std::int32_t> Table::codes(const Column& column) const {
  std::vector<std::int32_t> cells;
  cells.reserve(static_cast<std::size_t>(rows));
  for (const TableBlock& block : blocks) {
    for (Index r = 0; r < block.rows; ++r) cells.push_back(block.codes(r, column.slot));
  }
  return cells;
}

Table Table::gather(std::span<const Index> wanted) const {
  Table part;
  part.source = source;
  part.rows = static_cast<Index>(wanted.size());
  part.columns = columns;
  part.terms = terms;
  Index numeric = 0, categories = 0;
  for (Column& column : part.columns) {
    column.exact = column.type == ColumnType::numeric;
    column.slot = column.exact ? numeric++ : categories++;
    column.missing = 0;
    column.summary.reset();
    column.counts.clear();
  }
  TableBlock block{0, part.rows, {part.rows, numeric}, {}, {}, {part.rows, categories}, 0, {}};
  block.line_offsets.reserve(wanted.size());
  for (Index r = 0; r < part.rows; ++r) {
    const Index row = wanted[static_cast<std::size_t>(r)];
    const TableBlock& from = block_of(row);
    const Index place = row - from.first_row;
    block.line_offsets.push_back(static_cast<std::uint32_t>(from.line(place)));
    for (std::size_t c = 0; c < columns.size(); ++c) {
      Column& column = part.columns[c];
      if (column.exact) {
        const double x = block.exact(r, column.slot) = from.number(columns[c], place);
        column.missing += x != x;
      } else {
        const std::int32_t code = block.codes(r, column.slot) = from.codes(place, columns[c].slot);
        column.missing += code < 0;
      }
    }
  }
  part.blocks.push_back(std::move(block));
  return part;
}

}  // namespace binet
