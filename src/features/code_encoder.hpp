#pragma once

#include "binet/table/table.hpp"
#include "features/encoder.hpp"
#include "table/level_matcher.hpp"

#include <cstdint>
#include <deque>
#include <span>
#include <string_view>
#include <vector>

namespace binet::detail {

/// Maps the levels of one encoding to codes.
class LevelCodes {
 public:
  explicit LevelCodes(const CategoryEncoding&);
  /// The code of a text; `unseen` if it is not a level.
  std::int32_t find(std::string_view text, std::int32_t unseen) const;

 private:
  LevelMatcher matcher_;  ///< the levels in order of their codes, followed by the reference
  std::int32_t levels_;
};

/// Writes the codes of encoded rows.
class CodeEncoder {
 public:
  /// `columns`: the table's columns, one per encoding; a category column that this table has read as numbers is
  /// allowed.
  CodeEncoder(std::span<const Column* const> columns, const std::vector<CategoryEncoding>&,
              const std::deque<LevelCodes>&);

  /// Row numbers are relative to the block; the rows become rows first_out, … of the features.
  void encode(const TableBlock&, std::span<const Index> rows, Index first_out, Features& out) const;

 private:
  struct Source {
    const Column* column;
    const LevelCodes* codes;
    std::int32_t missing, unseen;          ///< the codes of such cells
    std::vector<std::int32_t> translated;  ///< index: the table's code + 1, since −1 is missing
  };

  static std::int32_t code_of_number(const Source&, double);

  std::vector<Source> sources_;
};

}  // namespace binet::detail
