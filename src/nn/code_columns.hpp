#pragma once

#include "math/product.hpp"

#include <cstdint>
#include <vector>

namespace binet::detail {

/// The part of an affine map that reads category codes: a code adds one row of its column's table, which is never
/// multiplied by the zeros of the other levels.
class CodeColumns {
 public:
  /// `levels` has one entry per code column. Below, tables are table_rows() × units, s has table_rows() entries, codes
  /// are count × columns, and z and its gradient are count × units.
  CodeColumns(const std::vector<Index>& levels, Index units);

  bool empty() const { return offsets_.empty(); }
  Index table_rows() const { return table_rows_; }  ///< levels of all columns

  /// z[i] += Σ over columns of s_j·table[j], where j is the row of the code; kNoCode adds nothing. `scale` may be null:
  /// s = 1. Processes all `count` rows.
  void forward(const Scalar* table, const Scalar* scale, Rows<const std::int32_t> codes, Index count,
               Rows<Scalar> z) const;
  /// Adds ∂/∂table and, unless `scale` is null, ∂/∂s.
  void backward(const Scalar* table, const Scalar* scale, Rows<const std::int32_t> codes, Index count,
                Rows<const Scalar> z_gradient, Scalar* table_gradient, Scalar* scale_gradient) const;

 private:
  std::vector<Index> offsets_;  ///< first row of each column's table
  Index table_rows_ = 0;
  Index units_;
};

}  // namespace binet::detail
