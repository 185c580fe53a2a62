#include "row_span.hpp"

#include "binet/math/parallel.hpp"

#include <Eigen/Cholesky>

#include <algorithm>

namespace binet::detail {
namespace {

constexpr Index kTile = 128;

/// X̃X̃ᵀ, lower triangle by tiles of rows in parallel. A shared code adds 1.
Eigen::MatrixXd gram_of_rows(const Features& features) {
  const Index n = features.rows(), tiles = (n + kTile - 1) / kTile;
  Eigen::MatrixXd gram(n, n);
  parallel_for(tiles * tiles, [&](Index task) {
    const Index a = task / tiles * kTile, b = task % tiles * kTile;
    if (b > a) return;
    const Index height = std::min(kTile, n - a), width = std::min(kTile, n - b);
    auto tile = gram.block(a, b, height, width);
    tile.setZero();
    for (Index begin = 0; begin < features.dense.cols(); begin += 1024) {
      const Index count = std::min<Index>(1024, features.dense.cols() - begin);
      const MatrixD left = features.dense.block(a, begin, height, count).cast<double>();
      const MatrixD right = features.dense.block(b, begin, width, count).cast<double>();
      tile.noalias() += left * right.transpose();
    }
    for (Index i = 0; i < height; ++i) {
      for (Index j = 0; j < width; ++j) {
        for (Index c = 0; c < features.codes.cols(); ++c) {
          const std::int32_t code = features.codes(a + i, c);
          if (code != kNoCode && code == features.codes(b + j, c)) tile(i, j) += 1;
        }
      }
    }
  });
  return gram;
}

}  // namespace

RowSpan::RowSpan(const LinearObjective& objective) : objective_(objective) {
  const Eigen::LDLT<Eigen::MatrixXd> factor(gram_of_rows(objective.examples().features));
  const VectorD squares = factor.vectorD();
  const Index n = squares.size();
  Index rank = 0;
  while (rank < n && squares[rank] > 1e-12 * squares[0]) ++rank;
  const Eigen::MatrixXd lower = factor.matrixL();
  coordinates_ = factor.transpositionsP().transpose() *
                 Eigen::MatrixXd(lower.leftCols(rank) * squares.head(rank).cwiseSqrt().asDiagonal());
  const Eigen::VectorXi order =
      factor.transpositionsP() * Eigen::VectorXi(Eigen::VectorXi::LinSpaced(n, 0, static_cast<int>(n) - 1));
  pivots_ = order.head(rank);
}

VectorD RowSpan::parameters(const VectorD& in_span) const {
  // γ = Z_Pᵀα for the pivot rows P, whose coordinates are triangular, and β = X̃_Pᵀα.
  const Index rank = coordinates_.cols();
  Eigen::MatrixXd triangle(rank, rank);
  for (Index i = 0; i < rank; ++i) triangle.row(i) = coordinates_.row(pivots_[i]);
  const VectorD alpha = triangle.triangularView<Eigen::Lower>().transpose().solve(in_span.tail(rank));
  const Features& features = objective_.examples().features;
  const LinearLayout& layout = objective_.layout();
  VectorD parameters = VectorD::Zero(layout.size);
  parameters[0] = in_span[0];
  for (Index i = 0; i < rank; ++i) {
    const Index row = pivots_[i];
    parameters.segment(1, layout.dense) += alpha[i] * features.dense.row(row).cast<double>().transpose();
    for (std::size_t c = 0; c < layout.levels.size(); ++c) {
      const std::int32_t code = features.codes(row, static_cast<Index>(c));
      if (code != kNoCode) parameters[layout.offsets[c] + code] += alpha[i];
    }
  }
  return parameters;
}

}  // namespace binet::detail
