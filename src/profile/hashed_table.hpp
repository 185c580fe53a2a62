#pragma once

#include "table/level_dictionary.hpp"
#include "binet/table/table.hpp"

#include <bit>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {

/// A cell as 64 bits that are equal for equal cells: the bits of a number (with one zero), the hash of a text.
using CellKey = std::uint64_t;

inline constexpr CellKey kMissingKey = std::bit_cast<CellKey>(std::numeric_limits<double>::quiet_NaN());

inline CellKey number_key(double x) {
  return x == x ? std::bit_cast<CellKey>(x + 0.0) : kMissingKey;
}

/// The cells of consecutive rows.
struct KeyBlock {
  PageArray<CellKey> cells;  ///< one row of it per column of the table
  TableBlock rows;           ///< row and line numbers, without cells
  const char* begin = nullptr;
  const char* end = nullptr;  ///< end of the bytes, valid as long as the region
};

/// Facts about a column, collected while reading.
struct KeyColumn {
  std::string name;
  ColumnType type = ColumnType::numeric;
  Index missing = 0;
  std::uint64_t hash = 0;  ///< of all cells; equal for equal columns
  NumericSummary summary;  ///< numeric
  bool dates = false;                ///< numeric: days since 1970
  std::vector<std::string> remarks;  ///< notes on the notation
  double third_digits = 0;  ///< numeric: count of numbers with a third decimal
  bool grouped = true;     ///< numeric: each has at most three decimals and one to three digits before the point
  bool whole = true;       ///< numeric: all numbers are whole

  // category
  std::unique_ptr<LevelDictionary> dictionary;  ///< of all levels, unless `many`; null: none so far
  bool many = false;                 ///< too many levels to keep
  std::optional<std::string> least;  ///< the first level in byte order
  bool has_number = false;           ///< some level is a number
  Index text_cells = 0;              ///< number of cells that are not numbers
  Index first_text_row = -1;         ///< the first row with such a cell
  std::string first_text;

  std::vector<std::string_view> levels() const {
    return dictionary ? dictionary->levels() : std::vector<std::string_view>();
  }
};

/// A file read into keys, 8 bytes per cell. Beyond the memory limit they are in files.
struct HashedTable {
  std::string source;
  Index rows = 0;
  std::string remark;  ///< on the header and the text above it and below the table
  std::vector<KeyColumn> columns;
  std::vector<KeyBlock> blocks;

  std::size_t line(Index row) const;
};

}  // namespace binet::detail
