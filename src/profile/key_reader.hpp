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

/// Reads a file into keys: once; twice where text comes late in a column of numbers.
class KeyReader {
 public:
  /// Keeps every level of the column `all_levels_of`. The source must outlive the reader.
  KeyReader(RegionSource&, const TableOptions&, std::string all_levels_of);

  /// Throws RecordTroubles for records that cannot be read, and else as read_table.
  HashedTable read();
  /// The bytewise least text of a category column of the table among those with one of the keys, which ascend. Looks
  /// into the file again.
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
  std::vector<Chunk> pending_;       ///< read, but not yet part of the table
  Region region_;
  const char* at_ = nullptr;  ///< up to here the region is read
};

}  // namespace binet::detail
