#pragma once

#include "binet/data/csv.hpp"
#include "binet/math/types.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

enum class ColumnType { numeric, category };

/// One column as read, before any encoding.
struct Column {
  std::string name;
  ColumnType type = ColumnType::numeric;
  std::vector<double> numbers;      ///< numeric: one a row; NaN is missing
  std::vector<std::int32_t> codes;  ///< category: one a row, into levels; −1 is missing
  std::vector<std::string> levels;  ///< category: distinct texts, sorted bytewise
  Index missing = 0;
};

/// A CSV file in memory, column by column.
struct Table {
  std::string source;  ///< for messages
  Index rows = 0;
  std::vector<Column> columns;
  std::vector<std::size_t> lines;  ///< line on which each row starts; empty if row r is on line r + 2

  const Column* find(std::string_view name) const;
  std::size_t line(Index row) const;
  /// The rows named, in the order given; levels are kept as they are.
  Table gather(std::span<const Index> rows) const;
};

struct TableOptions {
  CsvOptions csv;
  std::vector<std::string> ignore;       ///< columns not read
  std::vector<std::string> categorical;  ///< columns read as text although every cell is a number
  std::vector<std::string> numeric;      ///< columns that must be numbers: text in them is an error with its line
};

/// Reads a whole file. A column is numeric if every non-missing cell parses as a finite number, else a category.
/// Throws Error as CsvReader does, for a file with no data rows, duplicate column names, text in a forced numeric
/// column, and UsageError for an option that names a column the file lacks (with the nearest name).
Table read_table(const std::string& path, const TableOptions&);

}  // namespace binet
