#pragma once

#include "io/byte_hash.hpp"
#include "profile/hashed_table.hpp"
#include "table/chunk.hpp"

#include <cstdint>
#include <string_view>

namespace binet::detail {

/// The facts about a column from one chunk; views point into the chunk.
struct ColumnFacts {
  std::uint64_t hash = 0;
  NumericSummary summary;
  double third_digits = 0;
  bool grouped = true;
  bool whole = true;
  std::string_view least;
  bool has_number = false;
  Index text_cells = 0, first_text_row = -1;
  std::string_view first_text;

  void study_numbers(const TableBlock& block, Index slot, CellKey* keys);
  void study_levels(const Chunk& chunk, Index slot, CellKey* keys);
  void take_hash(const CellKey* keys, Index rows) {
    for (Index r = 0; r < rows; ++r) hash = combine_hash(hash, keys[r]);
  }
};

}  // namespace binet::detail
