#pragma once

#include "base/paged_matrix.hpp"
#include "binet/base/types.hpp"

#include <memory>
#include <span>
#include <vector>

namespace binet {

/// n × c category codes, one example per row.
using Codes = Eigen::Matrix<std::int32_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A code without effect: an unseen level, or the reference level of an unpenalised model.
inline constexpr std::int32_t kNoCode = -1;

/// The shape of one encoded example; it determines the shape of the first layer.
struct FeatureShape {
  Index dense = 0;            ///< d, number of dense columns
  std::vector<Index> levels;  ///< one entry per code column: codes run from 0 to levels − 1, or are kNoCode
  std::vector<Index> bins;    ///< one entry per piecewise-linear column: bins run from 0 to bins − 1
  bool sequences = false;     ///< an example is a sequence of rows of this shape, not one row

  /// Number of inputs if every column were one-hot: d + Σ levels + Σ bins.
  Index one_hot_size() const;
  bool operator==(const FeatureShape&) const = default;
};

/// Encoded examples. A code stands for a one-hot block that is never made: the first layer adds one table row.
/// A piecewise-linear column with bin b and position t stands for the block (1, …, 1, t, 0, …, 0) whose entry b is t:
/// the first layer adds Σ_{j<b} W[j] + t·W[b]. (Gorishniy et al. 2022, "On Embeddings for Numerical Features", eq. 1.)
///
/// Where examples are sequences, the four matrices have no columns. The rows of all sequences lie in `steps`, and
/// example i is its rows sequences[i], in order of time. Two sequences may share rows.
struct Features {
  PagedMatrix<Scalar> dense;        ///< n × d
  PagedMatrix<std::int32_t> codes;  ///< n × c
  PagedMatrix<std::int32_t> bins;   ///< n × f
  PagedMatrix<Scalar> positions;    ///< n × f, usually in [0, 1]
  std::shared_ptr<const Features> steps = {};
  std::vector<RowRange> sequences = {};  ///< n, none empty; no entry without `steps`

  Index rows() const { return dense.rows(); }  ///< dense always has n rows, even with no columns
  /// Examples that are sequences of rows.
  static Features of_sequences(std::shared_ptr<const Features> steps, std::vector<RowRange> sequences);
  /// The examples named, in the order given; `steps` is shared.
  Features gather(std::span<const Index> rows) const;
  /// Allows rows that are not needed for now to leave memory, if a file holds them.
  void release(RowRange rows) const;
  /// True if some of the features are in a temporary file.
  bool in_file() const;
  /// Bytes per example.
  Index row_bytes() const;
  /// The same features with piecewise-linear columns written as dense blocks, `bins[f]` wide, after the dense columns.
  Features write_out_bins(std::span<const Index> bins) const;
};

/// The data of a training run: one row of features, a target in [0, 1] and a weight ≥ 0 per example.
struct Examples {
  Features features;
  Vector target;  ///< n; 1 for the positive class
  Vector weight;  ///< n, or empty: every example has weight 1
  VectorD offset = {};  ///< n, added to the logits of a linear model; empty: 0. Networks do not read it

  Index rows() const { return features.rows(); }
  Examples gather(std::span<const Index> rows) const;
};

}  // namespace binet
