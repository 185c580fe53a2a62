#pragma once

#include "binet/features/encoder.hpp"
#include "binet/table/table.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace binet::detail {

/// Level → code of one encoding.
using LevelCodes = std::unordered_map<std::string, std::int32_t>;

/// Writes the codes of encoded rows.
class CodeEncoder {
 public:
  /// `columns`: of the table, one an encoding; a category column that this table has read as numbers will do.
  CodeEncoder(std::span<const Column* const> columns, const std::vector<CategoryEncoding>&,
              const std::vector<LevelCodes>&, Features&);

  /// Rows count within the block; they become rows first_out, … of the features.
  void encode(const TableBlock&, std::span<const Index> rows, Index first_out) const;

 private:
  struct Source {
    const Column* column;
    const LevelCodes* codes;
    std::int32_t missing, unseen;          ///< the codes of such cells
    std::vector<std::int32_t> translated;  ///< by the table's code + 1, as −1 is missing there
  };

  static std::int32_t code_of_number(const Source&, double);

  std::vector<Source> sources_;
  Features& out_;
};

}  // namespace binet::detail
