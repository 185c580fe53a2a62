#pragma once

#include "binet/base/parallel.hpp"
#include "binet/table/table.hpp"
#include "table/number_column.hpp"

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

/// Sums over rows of numbers in one pass, by shards whose sums are added in order. `add_row(sums, cells, i)` takes the
/// cells of rows[i]; `Sums` has add(const Sums&).
template <class Sums, class AddRow>
Sums sum_over_rows(const NumberRows& numbers, std::span<const Index> rows, const Sums& zero, AddRow add_row) {
  const Shards shards{static_cast<Index>(rows.size()), numbers.shard_rows()};
  std::vector<Sums> parts(static_cast<std::size_t>(shards.count()), zero);
  parallel_for(shards.count(), [&](Index s) {
    MatrixD cells;
    const auto begin = static_cast<std::size_t>(shards[s].begin);
    numbers.fill(rows.subspan(begin, static_cast<std::size_t>(shards[s].size())), cells);
    for (Index r = 0; r < cells.rows(); ++r) {
      add_row(parts[static_cast<std::size_t>(s)], cells.row(r).data(), begin + static_cast<std::size_t>(r));
    }
  });
  Sums total = zero;
  for (const Sums& part : parts) total.add(part);
  return total;
}

}  // namespace binet::detail
