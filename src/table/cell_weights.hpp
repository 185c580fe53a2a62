#pragma once

#include "binet/table/table.hpp"

#include <span>
#include <vector>

namespace binet::detail {

/// A column's cells: their number, or Σ of their rows' weights.
struct CellWeights {
  double rows = 0;
  double missing = 0;
  std::vector<double> of_level;  ///< of a category column that has counted its levels, or with weights
};

/// `weight` has one entry per row or is empty, which takes the counts that the table has made.
CellWeights weigh_cells(const Table&, const Column&, std::span<const Scalar> weight);

/// The weights of a block's rows; empty without weights.
inline std::span<const Scalar> weights_of(const TableBlock& block, std::span<const Scalar> weight) {
  if (weight.empty()) return {};
  return weight.subspan(static_cast<std::size_t>(block.first_row), static_cast<std::size_t>(block.rows));
}

/// The number of rows that shares of a weighted table are of: Σ of the weights if these are whole and count rows,
/// otherwise the rows with a weight above 0.
double count_weighted_rows(Index rows, std::span<const Scalar> weight);

}  // namespace binet::detail
