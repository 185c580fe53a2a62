#pragma once

#include "nn/layer.hpp"

#include <cstdint>
#include <vector>

namespace binet::detail {

/// The rows of a batch by bin (a list for each bin of each piecewise-linear column), and their positions by column.
struct BinLists {
  Index rows = 0;
  std::vector<std::int32_t> first;  ///< one per bin: its first row, or −1
  std::vector<std::int32_t> next;   ///< columns × rows: the next row of the same bin, or −1
  Buffer positions;                 ///< columns × rows
};

/// The part of an affine map for piecewise-linear bins: bin b at position t represents the block (1, …, 1, t, 0, …, 0)
/// of inputs and adds Σ_{j<b} s_j·W[j] + t·s_b·W[b]. For each column, the sum over earlier bins stays in registers from
/// bin to bin, and each bin finds its rows in a list.
class BinColumns {
 public:
  /// `bins` has one entry per column. Below, weights are (bins of all columns) × units, s has one entry per bin, and z
  /// and its gradient are rows × units.
  BinColumns(const std::vector<Index>& bins, Index units);

  bool empty() const { return bins_.empty(); }

  /// Builds the lists that forward and backward read.
  void list_rows(const LayerInput&, BinLists&) const;
  /// Adds to z[i] for all listed rows. `scale` may be null: s = 1.
  void forward(const Scalar* weights, const Scalar* scale, const BinLists&, Rows<Scalar> z) const;
  /// Adds ∂/∂weights and, unless `scale` is null, ∂/∂s.
  void backward(const Scalar* weights, const Scalar* scale, const BinLists&, Rows<const Scalar> z_gradient,
                Scalar* weight_gradient, Scalar* scale_gradient) const;

 private:
  std::vector<Index> bins_;
  std::vector<Index> offsets_;  ///< first bin of each column
  Index bin_count_ = 0;         ///< of all columns
  Index units_;
};

}  // namespace binet::detail
