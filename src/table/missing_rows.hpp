#pragma once

#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"

#include <span>
#include <string>
#include <vector>

namespace binet {

/// Tells which rows of a table have a missing cell in some column. The table must outlive it.
class MissingCells {
 public:
  /// Looks at all columns except `not_features`.
  MissingCells(const Table&, std::span<const std::string> not_features);
  /// Looks at the columns that a model with this schema reads.
  MissingCells(const Table&, const Schema&);

  bool in(Index row) const;

 private:
  const Table& table_;
  std::vector<const Column*> columns_;
};

/// The given rows without missing cells in any column except `not_features`: R's complete cases. If none is left,
/// throws Error naming the column with the fewest cells.
std::vector<Index> complete_rows(const Table&, std::span<const Index> rows, std::span<const std::string> not_features);

}  // namespace binet
