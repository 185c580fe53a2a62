#include "text.hpp"

#include "binet/data/byte_source.hpp"
#include "binet/data/table.hpp"
#include "binet/error.hpp"
#include "binet/nearest_name.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace binet {

using namespace detail;

namespace {

struct Cells {
  bool read = true, numeric = true, forced = false, may_be_numeric = true;
  std::vector<double> numbers;
  std::vector<std::int32_t> codes;
  std::unordered_map<std::string, std::int32_t> levels;
};

void mark(std::span<const std::string> names, const std::vector<std::string>& header, const std::string& source,
          const std::string& option, std::vector<Cells>& cells, void (*apply)(Cells&)) {
  for (const std::string& name : names) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) {
      throw UsageError(source + ": no column " + quoted(name) + ", which " + option + " names" +
                       did_you_mean(name, header));
    }
    apply(cells[static_cast<std::size_t>(found - header.begin())]);
  }
}

Table read(std::string_view text, const TableOptions& options, const std::string& source) {
  const MissingWords missing(options.csv.missing);
  std::vector<Cells> cells;
  Table table;
  TableBlock block;
  std::vector<std::string> header;
  for (const bool inferring : {true, false}) {
    CsvReader reader(memory_bytes(text, source), options.csv);
    header = reader.header();
    if (inferring) {
      cells.resize(header.size());
      mark(options.ignore, header, source, "ignore", cells, [](Cells& c) { c.read = false; });
      mark(options.categorical, header, source, "categorical", cells,
           [](Cells& c) { c.may_be_numeric = c.numeric = false; });
      mark(options.numeric, header, source, "numeric", cells, [](Cells& c) { c.forced = true; });
      mark(options.exact, header, source, "exact", cells, [](Cells&) {});
    }
    CsvRecord record;
    while (reader.next(record)) {
      if (inferring) {
        block.line_offsets.push_back(static_cast<std::uint32_t>(record.line));
        ++table.rows;
      }
      for (std::size_t i = 0; i < cells.size(); ++i) {
        Cells& column = cells[i];
        const std::string_view field = record.fields[i];
        double number = 0;
        const bool absent = missing.contains(field);
        if (!column.read) continue;
        if (inferring) {
          if (absent || !column.numeric || parse_number(field, number)) continue;
          if (column.forced) {
            throw Error(place(source, record.line) + "column " + quoted(header[i]) + ": " + quoted(field) +
                        "; expected a number");
          }
          column.numeric = false;
        } else if (column.numeric) {
          if (absent)
            number = std::numeric_limits<double>::quiet_NaN();
          else
            parse_number(field, number);
          column.numbers.push_back(number);
        } else {
          const auto next = static_cast<std::int32_t>(column.levels.size());
          column.codes.push_back(absent ? -1 : column.levels.emplace(field, next).first->second);
        }
      }
    }
  }
  if (table.rows == 0) throw Error(source + ": no data rows after the header");
  table.source = source;
  Index numeric = 0, categories = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].read) continue;
    Column column{header[i], cells[i].numeric ? ColumnType::numeric : ColumnType::category, {}, 0, cells[i].numeric, 0,
                  0};
    column.slot = cells[i].numeric ? numeric++ : categories++;
    table.columns.push_back(column);
  }
  block.rows = table.rows;
  block.exact = PageArray<double>(table.rows, numeric);
  block.codes = PageArray<std::int32_t>(table.rows, categories);
  std::size_t c = 0;
  for (Cells& from : cells) {
    if (!from.read) continue;
    Column& column = table.columns[c++];
    if (from.numeric) {
      for (Index r = 0; r < table.rows; ++r) {
        const double x = block.exact(r, column.slot) = from.numbers[static_cast<std::size_t>(r)];
        column.missing += x != x;
      }
      continue;
    }
    for (const auto& level : from.levels) column.levels.push_back(level.first);
    std::sort(column.levels.begin(), column.levels.end());
    std::vector<std::int32_t> rank(column.levels.size());
    for (std::size_t l = 0; l < rank.size(); ++l) {
      rank[static_cast<std::size_t>(from.levels[column.levels[l]])] = static_cast<std::int32_t>(l);
    }
    for (Index r = 0; r < table.rows; ++r) {
      const std::int32_t code = from.codes[static_cast<std::size_t>(r)];
      block.codes(r, column.slot) = code < 0 ? -1 : rank[static_cast<std::size_t>(code)];
      column.missing += code < 0;
    }
  }
  table.blocks.push_back(std::move(block));
  return table;
}

}  // namespace

Table read_table(const std::string& path, const TableOptions& options) {
  const auto source = open_bytes(path);
  std::string text, buffer(1 << 20, '\0');
  while (const std::size_t count = source->read(buffer.data(), buffer.size())) text.append(buffer, 0, count);
  return read(text, options, source->name());
}

Table parse_table(std::string_view text, const TableOptions& options, const std::string& source) {
  return read(text, options, source);
}

}  // namespace binet
