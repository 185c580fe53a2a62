#pragma once

#include "binet/table/table.hpp"

#include <span>

namespace binet::detail {

/// The rows to fit on and the weight of each; empty weights: each counts 1.
struct FittedRows {
  const Table& table;
  std::span<const Index> rows;
  std::span<const Scalar> weight;
  double count_factor = 1;  ///< converts a weight to a number of rows

  bool weighted() const { return !weight.empty(); }
};

}  // namespace binet::detail
