#pragma once

#include "io/region_source.hpp"
#include "table/chunk.hpp"
#include "binet/table/table.hpp"

#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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
  std::vector<KeyColumn> columns;
  std::vector<KeyBlock> blocks;

  std::size_t line(Index row) const;
};

/// Reads a file once; twice where text comes late in a column of numbers.
class KeyReader {
 public:
  /// Keeps every level of the column `all_levels_of`. Both arguments must outlive the reader.
  KeyReader(RegionSource&, const TableOptions&, std::string all_levels_of);

  /// Throws RecordTroubles for records that cannot be read, and else as read_table.
  HashedTable read();
  /// The bytewise least text of a category column of the table among those with one of the keys, which ascend. Looks
  /// into the file again.
  std::string least_text(const HashedTable&, std::size_t column, std::span<const CellKey> keys);

 private:
  struct ColumnFacts;

  bool read_once(HashedTable&);
  bool begin_file(const Region&, HashedTable&);
  void start_columns(HashedTable&) const;
  void accept(Chunk&&, HashedTable&);
  void take_pending(HashedTable&);
  std::vector<ColumnFacts> make_keys(const Chunk&, PageArray<CellKey>& cells) const;
  void add(const ColumnFacts&, const Chunk&, std::size_t place, KeyColumn&) const;
  [[noreturn]] void refuse(const std::string& first);

  RegionSource& source_;
  const TableOptions& options_;
  std::string all_levels_of_;
  ReadPlan plan_;
  bool planned_ = false;
  std::vector<std::size_t> fields_;  ///< of the table's columns
  std::vector<char> text_;           ///< one entry a field: 1 if text was found in a column planned as numbers
  std::vector<Chunk> pending_;       ///< read, but not yet part of the table
  Region region_;
  const char* at_ = nullptr;  ///< up to here the region is read
  std::size_t line_ = 1;      ///< there
};

}  // namespace binet::detail
