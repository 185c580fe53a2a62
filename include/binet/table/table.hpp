#pragma once

#include "binet/base/page_array.hpp"
#include "binet/base/page_memory.hpp"
#include "binet/base/types.hpp"
#include "binet/csv/csv_options.hpp"
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

/// Statistics of numbers; NaN is skipped.
struct NumericSummary {
  double count = 0;
  double minimum = std::numeric_limits<double>::infinity(), maximum = -minimum;
  double mean = 0, squares = 0;  ///< squares: Σ (x − mean)²

  void add(const NumericSummary&);
};

/// How a column is derived from the texts of a file, if it is not read directly.
struct ColumnSource {
  std::string field;      ///< the file's column, if its name differs
  std::string notation;   ///< how numbers or dates are written, as "decimal_comma"; empty: the usual form
  std::string unit;       ///< text beside every number, as "€"
  std::string part;       ///< for dates, as "weekday"; empty: days since the origin
  double origin = 0;      ///< for dates: the day 0, in days since 1970-01-01

  const std::string& field_of(const std::string& name) const { return field.empty() ? name : field; }
};

/// A column as read, before encoding. The cells are in the table: Table::number, Table::code.
struct Column {
  std::string name;
  ColumnType type = ColumnType::numeric;
  std::vector<std::string> levels;             ///< category: distinct texts; numbers in numeric order, others in byte
                                                //< order
  Index missing = 0;                           ///< number of missing cells
  bool exact = false;                          ///< numeric: every cell is kept as a double
  double offset = 0;                           ///< numeric: narrow cells are relative to this
  Index slot = 0;                              ///< index among the columns of its kind in the blocks
  std::optional<NumericSummary> summary = {};  ///< numeric: over all cells, if the reader computed one
  std::vector<Index> counts = {};              ///< category: cells per level, if the reader counted them
  ColumnSource source = {};
  std::vector<std::string> remarks = {};  ///< notes for the user on how it was read, one phrase each
};

/// One of the files that a table was read from, in order.
struct SourcePart {
  std::string name;
  std::ptrdiff_t lines_before = 0;  ///< to subtract from a line number of the whole
};

/// The cells of consecutive rows.
struct TableBlock {
  Index first_row = 0, rows = 0;
  PageArray<double> exact;        ///< exact numeric columns; NaN is missing
  PageArray<double> wide;         ///< other numeric columns, in the blocks at the start of the file; otherwise empty
  PageArray<Scalar> narrow;       ///< other numeric columns in later blocks: x − offset, rounded; otherwise empty
  PageArray<std::int32_t> codes;  ///< category columns: indices into Column::levels; −1 is missing
  std::size_t first_line = 0;
  std::vector<std::uint32_t> line_offsets;  ///< line of the row − first_line; empty if rows are on consecutive lines

  double number(const Column& column, Index row_in_block) const {
    if (column.exact) return exact(row_in_block, column.slot);
    if (wide.columns() > 0) return wide(row_in_block, column.slot);
    return column.offset + static_cast<double>(narrow(row_in_block, column.slot));
  }
  /// Moves the cells to a temporary file if they exceed the memory limit.
  void keep();
  /// Allows cells that are not needed for now to leave memory, if a file holds them.
  void release() const;
  /// Frees the cells; row and line numbers are kept.
  void give_back();
  std::size_t line(Index row_in_block) const {
    const auto r = static_cast<std::size_t>(row_in_block);
    return first_line + (line_offsets.empty() ? r : line_offsets[r]);
  }
};

/// A CSV file in memory, in blocks of rows. Numbers are exact doubles in the first 16 MB of a file and in the columns
/// TableOptions::exact. Elsewhere a cell has the type of the encoded features, relative to its column's offset, so that
/// a large file needs no more memory than the matrix made from it. A table can be moved but not copied.
struct Table {
  std::string source;  ///< name for messages
  Index rows = 0;
  std::vector<Column> columns;
  std::vector<TableBlock> blocks;  ///< in row order
  std::uint64_t hash = 0;          ///< hash of the file's bytes after decompression
  std::vector<std::string> remarks = {};  ///< notes for the user on how the file was read
  std::vector<SourcePart> parts = {};     ///< the files of a table from several files, in order; otherwise empty
  std::vector<TermColumn> terms = {};     ///< the columns that were computed from others, behind those of the file
  std::string formula = {};                     ///< that the terms come from, as training gave it
  std::vector<std::string> only_in_terms = {};  ///< columns that a formula reads, but not as terms by themselves
  bool intercept = true;                        ///< of the formula
  std::string first_category = {};              ///< of the formula: without an intercept all its levels have a code
  std::vector<std::string> not_in_terms = {};   ///< columns that a formula does not name
  MemoryClaim row_lists = {};                   ///< of what is computed per row beside the cells

  /// The place of a row: "FILE:LINE: ".
  std::string place(Index row) const;
  /// Null if there is no such column.
  const Column* find(std::string_view name) const;
  /// The column. Throws Error with the nearest name if there is none.
  const Column& at(std::string_view name) const;

  double number(const Column&, Index row) const;      ///< NaN is missing
  std::int32_t code(const Column&, Index row) const;  ///< −1 is missing
  std::vector<double> numbers(const Column&) const;
  std::vector<std::int32_t> codes(const Column&) const;
  std::size_t line(Index row) const;  ///< the line of the file, from 1, on which the row starts

  const TableBlock& block_of(Index row) const;
  /// True if these are all rows in order.
  bool is_all(std::span<const Index> some_rows) const;
  /// The given rows in the given order, with exact numbers; all levels are kept.
  Table gather(std::span<const Index> rows) const;
};

struct TableOptions {
  CsvOptions csv = {};
  std::vector<std::string> ignore = {};       ///< columns to skip
  std::vector<std::string> categorical = {};  ///< columns to read as text even if every cell is a number
  std::vector<std::string> numeric = {};      ///< columns that must be numbers: text in them is an error with its line
  std::vector<std::string> exact = {};  ///< columns kept as doubles in files of any size: target, weight, time, group
  bool all_exact = false;               ///< makes every numeric column exact
  std::vector<std::string> literal = {};      ///< columns whose texts are never read in another notation: the target
  NotationOptions notation = {};              ///< notations to try for text columns
  std::vector<std::string> date = {};         ///< columns that must be dates
  std::vector<std::pair<std::string, ColumnSource>> sources = {};  ///< known column sources by column name
  std::vector<std::string> required = {};  ///< columns that a model reads; an error lists all that are missing
  std::vector<std::string> known = {};     ///< with `required`: other columns that the model knows
  /// Columns with the flag that names them, for errors.
  std::vector<std::pair<std::string, std::string>> asked_by = {};
};

/// Reads a whole file. A column is numeric if every non-missing cell is a finite number, in plain form or in one of the
/// notations (including dates) that the options allow; otherwise it is a category. A column without values is numeric.
/// Codes are categories: whole numbers with leading zeros, with an exponent as in 1E5, or too large for a double.
/// Throws Error as CsvReader, and for a file without data rows, duplicate column names, or text in a column that must
/// be numeric. Throws UsageError with the nearest name for an option that names a column the file lacks, and
/// Error that lists missing and unknown columns if one of `required` is missing.
Table read_table(const std::string& path, const TableOptions& options = {});

/// Reads several files with the same header as one table, in the given order; one file is read as by read_table().
/// Throws Error as read_table(), with the file and its own line, and for a header that differs from the first file's.
Table read_tables(const std::vector<std::string>& paths, const TableOptions& options = {});

/// The same as read_table() for CSV text in memory; `source` is its name in errors.
Table parse_table(std::string_view text, const TableOptions& options = {}, const std::string& source = "text");

}  // namespace binet
