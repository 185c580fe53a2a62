#pragma once

#include "binet/table/table.hpp"

#include <span>
#include <vector>

namespace binet::detail {

/// One column of a table as doubles, whatever way the table keeps its cells; NaN is missing. A column read as text
/// whose levels are numbers will do; for any other text, throws Error with its line.
class NumberColumn {
 public:
  NumberColumn(const Table&, const Column&);

  /// out[i · stride] is the cell of the i-th row given. Rows count within the block.
  void read(const TableBlock&, std::span<const Index> rows, double* out, Index stride) const;
  void read(const TableBlock&, RowRange rows, double* out) const;

  const Column& column() const { return *column_; }

 private:
  template <class RowAt>
  void read_rows(const TableBlock&, Index count, const RowAt&, double* out, Index stride) const;

  const Column* column_;
  std::vector<double> level_values_;  ///< by code + 1 of a column read as text: code −1 is missing
};

}  // namespace binet::detail
