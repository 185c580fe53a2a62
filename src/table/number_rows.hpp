#pragma once

#include "table/number_column.hpp"
#include "binet/table/table.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace binet::detail {

/// Cells of some columns of a table as rows of doubles, whatever way the table keeps them. A column read as text whose
/// levels are numbers will do; for any other text, throws Error with its line.
class NumberRows {
 public:
  NumberRows(const Table&, std::span<const Column* const> columns);

  Index columns() const { return static_cast<Index>(columns_.size()); }
  /// Rows to take at a time, so that their doubles stay in a cache; of wide tables few enough to share among threads.
  Index shard_rows() const {
    constexpr Index kCells = Index{1} << 17, kFewest = 32, kMost = 2048;
    return std::clamp(kCells / std::max<Index>(1, columns()), kFewest, kMost);
  }
  /// out: rows × columns(), NaN where missing.
  void fill(std::span<const Index> rows, MatrixD& out) const;

 private:
  void fill(const TableBlock&, std::span<const Index> rows_in_block, double* out) const;

  const Table& table_;
  std::vector<NumberColumn> columns_;
  bool adjacent_ = true;  ///< inexact columns one beside the other, in order: a row is copied in one loop
  std::vector<double> offsets_;
};

}  // namespace binet::detail
