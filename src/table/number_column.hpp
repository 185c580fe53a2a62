#pragma once

#include "binet/table/table.hpp"

#include <span>
#include <vector>

namespace binet::detail {

/// One column of a table as doubles, for any internal storage; NaN is missing. Also accepts a column read as text whose
/// levels are numbers; throws Error with the line for any other text.
class NumberColumn {
 public:
  NumberColumn(const Table&, const Column&);

  /// Writes the cell of the i-th given row to out[i · stride]. Row numbers are relative to the block.
  void read(const TableBlock&, std::span<const Index> rows, double* out, Index stride) const;
  void read(const TableBlock&, RowRange rows, double* out) const;

  const Column& column() const { return *column_; }

 private:
  template <class RowAt>
  void read_rows(const TableBlock&, Index count, const RowAt&, double* out, Index stride) const;

  const Column* column_;
  std::vector<double> level_values_;  ///< for a column read as text, by code + 1: code −1 is missing
};

}  // namespace binet::detail
