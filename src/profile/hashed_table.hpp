#pragma once

#include "table/level_dictionary.hpp"
#include "binet/table/table.hpp"

#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace binet::detail {

/// A cell as 64 bits that are equal where cells are: of a number its own, with one zero; of a text a hash.
using CellKey = std::uint64_t;

inline constexpr CellKey kMissingKey = std::bit_cast<CellKey>(std::numeric_limits<double>::quiet_NaN());

inline CellKey number_key(double x) {
  return x == x ? std::bit_cast<CellKey>(x + 0.0) : kMissingKey;
}

/// The cells of some consecutive rows.
struct KeyBlock {
  PageArray<CellKey> cells;  ///< a row of it is a column of the table
  TableBlock rows;           ///< without cells: which rows, and on which lines
  const char* begin = nullptr;
  const char* end = nullptr;  ///< where they stand, as long as the region does
};

/// What reading tells of a column at once.
struct KeyColumn {
  std::string name;
  ColumnType type = ColumnType::numeric;
  Index missing = 0;
  std::uint64_t hash = 0;  ///< of all cells: equal columns have equal ones
  NumericSummary summary;  ///< numeric
  std::vector<std::string> remarks;  ///< on the notation
  double third_digits = 0;  ///< numeric: numbers with a third digit after the point
  bool grouped = true;     ///< numeric: each has up to three digits after the point, and from one to three before it
  bool whole = true;       ///< numeric: every number is

  // category
  LevelDictionary levels;            ///< all of them, unless `many`
  bool many = false;                 ///< too many to be kept
  std::optional<std::string> least;  ///< of all levels, bytewise
  bool has_number = false;           ///< some level is one
  Index text_cells = 0;              ///< cells that are none
  Index first_text_row = -1;         ///< of them
  std::string first_text;
};

/// A file read into keys, 8 bytes a cell. Beyond the memory limit they lie in files.
struct HashedTable {
  std::string source;
  Index rows = 0;
  std::string remark;  ///< on the header and what stands above it
  std::vector<KeyColumn> columns;
  std::vector<KeyBlock> blocks;

  std::size_t line(Index row) const;
};

}  // namespace binet::detail
