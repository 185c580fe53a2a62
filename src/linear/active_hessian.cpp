#include "linear/active_hessian.hpp"

#include "binet/base/parallel.hpp"

#include <algorithm>

namespace binet::detail {
namespace {

constexpr Index kBlockRows = 256;

}  // namespace

ActiveHessian::ActiveHessian(const LinearObjective& objective)
    : objective_(objective), place_(static_cast<std::size_t>(objective.layout().size), -1) {}

void ActiveHessian::restart(const VectorD& curvature) {
  curvature_ = curvature;
  std::fill(place_.begin(), place_.end(), Index{-1});
  covered_.clear();
  matrix_.resize(0, 0);
}

/// The covered columns of the design for some rows.
void ActiveHessian::load_columns(RowRange rows, MatrixD& block) const {
  const LinearLayout& layout = objective_.layout();
  const Features& features = objective_.examples().features;
  const auto width = static_cast<Index>(covered_.size());
  block.setZero(rows.size(), width);
  for (Index i = 0; i < rows.size(); ++i) {
    const Scalar* x = features.dense.data() + (rows.begin + i) * layout.dense;
    double* to = block.data() + i * width;
    for (const Index parameter : covered_) {
      if (parameter <= layout.dense) *to = parameter == 0 ? 1.0 : static_cast<double>(x[parameter - 1]);
      ++to;
    }
    for (std::size_t c = 0; c < layout.levels.size(); ++c) {
      const std::int32_t code = features.codes(rows.begin + i, static_cast<Index>(c));
      if (code == kNoCode) continue;
      const Index place = place_[static_cast<std::size_t>(layout.offsets[c] + code)];
      if (place >= 0) block(i, place) = 1;
    }
  }
}

void ActiveHessian::cover(const std::vector<Index>& parameters) {
  const auto before = static_cast<Index>(covered_.size());
  for (const Index parameter : parameters) {
    Index& place = place_[static_cast<std::size_t>(parameter)];
    if (place >= 0) continue;
    place = static_cast<Index>(covered_.size());
    covered_.push_back(parameter);
  }
  const auto width = static_cast<Index>(covered_.size()), fresh = width - before;
  if (fresh == 0) return;
  const Index n = objective_.examples().rows();
  const Shards shards{n, std::max<Index>(1024, (n + 15) / 16)};
  std::vector<MatrixD> sums(static_cast<std::size_t>(shards.count()));
  parallel_for(shards.count(), [&](Index shard) {
    MatrixD& sum = sums[static_cast<std::size_t>(shard)] = MatrixD::Zero(fresh, width);
    MatrixD block, weighted;
    for (Index begin = shards[shard].begin; begin < shards[shard].end; begin += kBlockRows) {
      const RowRange rows{begin, std::min(begin + kBlockRows, shards[shard].end)};
      load_columns(rows, block);
      weighted = curvature_.segment(begin, rows.size()).asDiagonal() * block.rightCols(fresh);
      sum.noalias() += weighted.transpose() * block;
    }
  });
  matrix_.conservativeResize(width, width);
  auto added = matrix_.bottomRows(fresh);
  added.setZero();
  for (const MatrixD& sum : sums) added += sum;
  matrix_.topRightCorner(before, fresh) = matrix_.bottomLeftCorner(fresh, before).transpose();
}

void ActiveHessian::extract(const std::vector<Index>& parameters, Eigen::MatrixXd& hessian) const {
  std::vector<Index> places;
  for (const Index parameter : parameters) places.push_back(place_[static_cast<std::size_t>(parameter)]);
  hessian = matrix_(places, places);
}

}  // namespace binet::detail
