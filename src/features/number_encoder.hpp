#pragma once

#include "features/bin_finder.hpp"
#include "features/encoder.hpp"
#include "table/number_column.hpp"

#include <optional>
#include <span>
#include <vector>

namespace binet::detail {

/// Writes the numeric part of encoded rows: dense columns, bins and positions.
class NumberEncoder {
 public:
  /// `columns`: the table's columns, one per encoding.
  NumberEncoder(const Table&, std::span<const Column* const> columns, const std::vector<NumericEncoding>&);

  /// Row numbers are relative to the block; the rows become rows first_out, … of the features.
  void encode(const TableBlock&, std::span<const Index> rows, Index first_out, Features& out) const;

 private:
  struct Source {
    const NumericEncoding* encoding;
    NumberColumn cells;
    std::optional<BinFinder> bins;
  };

  void encode_strip(const TableBlock&, std::span<const Index> rows, Index first_out, Features& out) const;
  template <class Cell, class Number>
  void encode_cells(std::span<const Cell>, const Number&, Index first_out, VectorD& scratch, Features& out) const;
  void clip(std::span<double> x) const;
  void write_columns(std::span<const double> x, Index first_out, Features& out) const;
  void write_bins(const BinFinder&, std::span<const double> x, Index first_out, Index column, Features& out) const;

  std::vector<Source> sources_;
  Index strip_rows_ = 0;
  bool side_by_side_ = true;                                 ///< adjacent in the table, among the cells that are not
                                                             ///< exact
  bool plain_ = true;                                        ///< each number becomes one dense column and nothing else
  bool clipped_ = false;                                     ///< some column is clipped
  std::vector<double> offsets_, centers_, scales_, limits_;  ///< one entry per column, repeated up to the size of a
                                                             ///< tile
};

}  // namespace binet::detail
