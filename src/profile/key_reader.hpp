#pragma once

#include "io/region_source.hpp"
#include "profile/column_facts.hpp"
#include "profile/hashed_table.hpp"
#include "table/planned_file.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace binet::detail {

/// Reads a file into keys in one pass, or two if text appears late in a numeric column.
class KeyReader {
 public:
  /// Keeps every level of the column `all_levels_of`. The source must outlive the reader.
  KeyReader(RegionSource&, const TableOptions&, std::string all_levels_of);

  /// Throws RecordErrors for unreadable records; otherwise as read_table().
  HashedTable read();
  /// The first text, in byte order, of a category column among those with one of the keys, which are ascending. Reads
  /// parts of the file again.
  std::string least_text(const HashedTable&, std::size_t column, std::span<const CellKey> keys);

 private:
  void begin(HashedTable&);
  const char* read_region(const Region&, const char* start, HashedTable&);
  void accept(Chunk&&, HashedTable&);
  void take_pending(HashedTable&);
  std::vector<ColumnFacts> make_keys(const Chunk&, PageArray<CellKey>& cells) const;
  void add(const ColumnFacts&, const Chunk&, std::size_t place, KeyColumn&) const;
  [[noreturn]] void refuse(const std::string& first);

  const TableOptions options_;
  const std::string all_levels_of_;
  PlannedFile file_;
  std::vector<std::size_t> fields_;  ///< of the table's columns
  std::vector<Chunk> pending_;       ///< read, but not yet in the table
  Region region_;
  const char* at_ = nullptr;  ///< end of the bytes read in the region
};

}  // namespace binet::detail
