#pragma once

#include "table/number_column.hpp"
#include "binet/table/table.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace binet::detail {

/// Cells of several columns of a table as rows of doubles, for any internal storage. Also accepts columns read as text
/// whose levels are numbers; throws Error with the line for any other text.
class NumberRows {
 public:
  NumberRows(const Table&, std::span<const Column* const> columns);

  Index columns() const { return static_cast<Index>(columns_.size()); }
  /// Number of rows per step, so that their doubles stay in a cache and wide tables give work to several threads.
  Index shard_rows() const {
    constexpr Index kCells = Index{1} << 17, kFewest = 32, kMost = 2048;
    return std::clamp(kCells / std::max<Index>(1, columns()), kFewest, kMost);
  }
  /// `out` is rows × columns(); NaN is missing.
  void fill(std::span<const Index> rows, MatrixD& out) const;

 private:
  void fill(const TableBlock&, std::span<const Index> rows_in_block, double* out) const;

  const Table& table_;
  std::vector<NumberColumn> columns_;
  bool adjacent_ = true;  ///< inexact columns are adjacent and in order: one loop copies a row
  std::vector<double> offsets_;
};

}  // namespace binet::detail
