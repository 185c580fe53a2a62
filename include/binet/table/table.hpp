#pragma once

#include "binet/base/page_array.hpp"
#include "binet/base/types.hpp"
#include "binet/csv/csv.hpp"
#include "binet/table/term_column.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace binet {

enum class ColumnType { numeric, category };

/// Of numbers; NaN counts for nothing.
struct NumericSummary {
  double count = 0;
  double minimum = std::numeric_limits<double>::infinity(), maximum = -minimum;
  double mean = 0, squares = 0;  ///< squares: of the distances from the mean, summed

  void add(const NumericSummary&);
};

/// How a column comes from the texts of a file, where that is not plain.
struct ColumnSource {
  std::string field;      ///< the file's column, where it has another name
  std::string notation;   ///< how numbers or dates are written, as "decimal_comma"; empty: as they usually are
  std::string unit;       ///< what stands beside every number, as "€"
  std::string part;       ///< of dates, as "weekday"; empty: the days since the origin
  double origin = 0;      ///< of dates: days from 1970-01-01 to the day that is 0

  const std::string& field_of(const std::string& name) const { return field.empty() ? name : field; }
};

/// What is known of one column as read, before any encoding. The cells are in the table: Table::number, Table::code.
struct Column {
  std::string name;
  ColumnType type = ColumnType::numeric;
  std::vector<std::string> levels;             ///< category: distinct texts; numbers by value, others bytewise
  Index missing = 0;                           ///< cells
  bool exact = false;                          ///< numeric: every cell is kept as a double
  double offset = 0;                           ///< numeric: what narrow cells are relative to
  Index slot = 0;                              ///< place among the arrays' columns of its kind
  std::optional<NumericSummary> summary = {};  ///< numeric: of all cells, if the reader made one
  std::vector<Index> counts = {};              ///< category: cells of each level, if the reader counted them
  ColumnSource source = {};
  std::vector<std::string> remarks = {};  ///< on how it was read, for the user: one phrase each
};

/// One of several files that a table was read from, one after another.
struct SourcePart {
  std::string name;
  std::size_t lines_before = 0;  ///< to subtract from a line of the whole
};

/// The cells of some consecutive rows.
struct TableBlock {
  Index first_row = 0, rows = 0;
  PageArray<double> exact;        ///< exact numeric columns; NaN is missing
  PageArray<double> wide;         ///< the other numeric columns, in the blocks at the start of the file; else empty
  PageArray<Scalar> narrow;       ///< the same in later blocks: x − offset, rounded; else empty
  PageArray<std::int32_t> codes;  ///< category columns, into Column::levels; −1 is missing
  std::size_t first_line = 0;
  std::vector<std::uint32_t> line_offsets;  ///< row's line − first_line; empty if rows stand on consecutive lines

  double number(const Column& column, Index row_in_block) const {
    if (column.exact) return exact(row_in_block, column.slot);
    if (wide.columns() > 0) return wide(row_in_block, column.slot);
    return column.offset + static_cast<double>(narrow(row_in_block, column.slot));
  }
  /// Moves to a temporary file what the memory limit leaves no room for.
  void keep();
  /// The pages of cells done with for now leave memory, if a file has them.
  void release() const;
  /// Frees the cells; the rows keep their numbers and lines.
  void give_back();
  std::size_t line(Index row_in_block) const {
    const auto r = static_cast<std::size_t>(row_in_block);
    return first_line + (line_offsets.empty() ? r : line_offsets[r]);
  }
};

/// A CSV file in memory, in blocks of rows. Numbers are exact doubles in the first 16 MB of a file and in the columns
/// TableOptions::exact; elsewhere a cell is kept in the type of the encoded features, relative to its column's offset,
/// so that a large file takes no more memory than the matrix made of it. A table can be moved but not copied.
struct Table {
  std::string source;  ///< for messages
  Index rows = 0;
  std::vector<Column> columns;
  std::vector<TableBlock> blocks;  ///< in order of rows
  std::uint64_t hash = 0;          ///< of the file's bytes, after decompression
  std::vector<std::string> remarks = {};  ///< on how the file was read, for the user
  std::vector<SourcePart> parts = {};     ///< of a table from several files, in their order; else empty
  std::vector<TermColumn> terms = {};     ///< the columns that were computed from others, behind those of the file
  std::string formula = {};                     ///< that the terms come from, as training gave it
  std::vector<std::string> only_in_terms = {};  ///< columns that a formula reads, but not as terms by themselves
  std::vector<std::string> not_in_terms = {};   ///< columns that a formula does not name

  /// "FILE:LINE: ", where a row stands.
  std::string place(Index row) const;
  /// Null if there is no such column.
  const Column* find(std::string_view name) const;
  /// The column, or an Error that names the nearest one.
  const Column& at(std::string_view name) const;

  double number(const Column&, Index row) const;      ///< NaN is missing
  std::int32_t code(const Column&, Index row) const;  ///< −1 is missing
  std::vector<double> numbers(const Column&) const;
  std::vector<std::int32_t> codes(const Column&) const;
  std::size_t line(Index row) const;  ///< of the file, from 1, on which the row starts

  const TableBlock& block_of(Index row) const;
  /// True if these are all rows, in their order.
  bool is_all(std::span<const Index> some_rows) const;
  /// The rows named, in the order given, every number exact; levels are kept as they are.
  Table gather(std::span<const Index> rows) const;
};

struct TableOptions {
  CsvOptions csv = {};
  std::vector<std::string> ignore = {};       ///< columns not read
  std::vector<std::string> categorical = {};  ///< columns read as text although every cell is a number
  std::vector<std::string> numeric = {};      ///< columns that must be numbers: text in them is an error with its line
  std::vector<std::string> exact = {};  ///< columns kept as doubles however long the file: target, weight, time, group
  bool all_exact = false;               ///< every numeric column is
  std::vector<std::string> literal = {};      ///< columns whose texts are never read in another notation: the target
  NotationOptions notation = {};              ///< which notations texts may be read in
  std::vector<std::string> date = {};         ///< columns that must be dates
  std::vector<std::pair<std::string, ColumnSource>> sources = {};  ///< columns whose source is known, by their names
};

/// Reads a whole file. A column is numeric if every non-missing cell parses as a finite number, or does in one of the
/// notations that the options allow, dates among them; else it is a category. A column without any cell is numeric.
/// Codes are categories: whole numbers with leading zeros, with an exponent as in 1E5, or beyond what a double can hold.
/// Throws Error as CsvReader does, for a file with no data rows, duplicate column names, text in a forced numeric
/// column, and UsageError for an option that names a column the file lacks (with the nearest name).
Table read_table(const std::string& path, const TableOptions& options = {});

/// The same from CSV text in memory; `source` is its name in errors.
Table parse_table(std::string_view text, const TableOptions& options = {}, const std::string& source = "text");

}  // namespace binet
