#include "binet/optim/linear_objective.hpp"

#include "binet/error.hpp"
#include "binet/math/sigmoid.hpp"

#include <algorithm>
#include <array>

namespace binet {
namespace {

constexpr Index kMostBlockRows = 256;
constexpr Index kTile = 128;  ///< columns of a Hessian tile

/// xᵀb in 16 partial sums, which the compiler keeps in vectors.
double dot(const Scalar* x, const double* b, Index size) {
  constexpr Index kLanes = 16;
  std::array<double, kLanes> sum{};
  Index j = 0;
  for (; j + kLanes <= size; j += kLanes) {
    for (Index k = 0; k < kLanes; ++k) sum[static_cast<std::size_t>(k)] += static_cast<double>(x[j + k]) * b[j + k];
  }
  for (Index k = 0; j + k < size; ++k) sum[static_cast<std::size_t>(k)] += static_cast<double>(x[j + k]) * b[j + k];
  for (std::size_t half = kLanes / 2; half > 0; half /= 2) {
    for (std::size_t k = 0; k < half; ++k) sum[k] += sum[k + half];
  }
  return sum[0];
}

/// sum += Σ_i r_i x_i over rows of `size` numbers, four rows at a time: a quarter of the loads and stores of `sum`.
void add_weighted_rows(const Scalar* x, const double* r, Index rows, Index size, double* __restrict sum) {
  Index i = 0;
  for (; i + 4 <= rows; i += 4) {
    const Scalar *x0 = x + i * size, *x1 = x0 + size, *x2 = x1 + size, *x3 = x2 + size;
    const double r0 = r[i], r1 = r[i + 1], r2 = r[i + 2], r3 = r[i + 3];
    for (Index j = 0; j < size; ++j) {
      sum[j] += (r0 * static_cast<double>(x0[j]) + r1 * static_cast<double>(x1[j])) +
                (r2 * static_cast<double>(x2[j]) + r3 * static_cast<double>(x3[j]));
    }
  }
  for (; i < rows; ++i) {
    for (Index j = 0; j < size; ++j) sum[j] += r[i] * static_cast<double>(x[i * size + j]);
  }
}

/// Columns [first, first + count) of the design's dense part (intercept column first) for some rows.
void load_design(const Matrix& dense, RowRange rows, Index first, Index count, MatrixD& block) {
  block.resize(rows.size(), count);
  const Index skip = first == 0 ? 1 : 0;
  for (Index i = 0; i < rows.size(); ++i) {
    double* to = block.data() + i * count;
    if (skip) *to = 1;
    const Scalar* from = dense.data() + (rows.begin + i) * dense.cols() + (first + skip - 1);
    std::copy_n(from, count - skip, to + skip);
  }
}

Index count_levels(const Codes& codes, Index column) {
  return codes.rows() > 0 ? std::max<Index>(codes.col(column).maxCoeff() + 1, 0) : 0;
}

}  // namespace

LinearLayout::LinearLayout(const Features& features, std::vector<Index> given)
    : dense(features.dense.cols()), levels(std::move(given)) {
  if (features.bins.cols() > 0) throw Error("a linear model cannot read piecewise-linear columns; expected dense ones");
  if (levels.empty()) {
    for (Index c = 0; c < features.codes.cols(); ++c) levels.push_back(count_levels(features.codes, c));
  }
  size = 1 + dense;
  for (const Index count : levels) {
    offsets.push_back(size);
    size += count;
  }
}

/// What one shard adds up.
struct LinearObjective::ShardSum {
  double loss = 0;
  VectorD gradient;
};

LinearObjective::LinearObjective(const Examples& examples, double l2, std::vector<Index> levels)
    : examples_(examples), layout_(examples.features, std::move(levels)), l2_(l2) {
  const Index n = examples.rows();
  weight_sum_ = examples.weight.size() > 0 ? examples.weight.cast<double>().sum() : static_cast<double>(n);
  if (!(weight_sum_ > 0)) throw Error("logistic regression: the weights sum to 0, expected a positive sum");
  // Up to 64 shards, fewer where each would hold millions of sums.
  const Index most_shards = std::clamp<Index>((Index{1} << 21) / layout_.size, 1, 64);
  const Index rows = std::max<Index>(2048, (n + most_shards - 1) / most_shards);
  shards_ = {n, (rows + kMostBlockRows - 1) / kMostBlockRows * kMostBlockRows};
  block_rows_ = std::clamp<Index>((Index{1} << 13) / (layout_.dense + 1), 32, kMostBlockRows) / 4 * 4;
}

void LinearObjective::block_logits(RowRange rows, const VectorD& parameters, double* logits) const {
  const Features& features = examples_.features;
  const double* slopes = parameters.data() + 1;
  for (Index i = rows.begin; i < rows.end; ++i) {
    double z = parameters[0] + dot(features.dense.data() + i * layout_.dense, slopes, layout_.dense);
    for (std::size_t c = 0; c < layout_.levels.size(); ++c) {
      const std::int32_t code = features.codes(i, static_cast<Index>(c));
      if (code != kNoCode) z += parameters[layout_.offsets[c] + code];
    }
    *logits++ = z;
  }
}

void LinearObjective::sweep_shard(RowRange shard, const VectorD& parameters, ShardSum& sum, bool with_gradient) {
  const Features& features = examples_.features;
  std::array<double, kMostBlockRows> logit, probability, residual, loss;
  if (with_gradient) sum.gradient = VectorD::Zero(layout_.size);
  for (Index begin = shard.begin; begin < shard.end; begin += block_rows_) {
    const RowRange rows{begin, std::min(begin + block_rows_, shard.end)};
    const auto m = static_cast<std::size_t>(rows.size());
    block_logits(rows, parameters, logit.data());
    softplus(std::span(logit).first(m), std::span(loss).first(m));
    if (with_gradient) sigmoid(std::span(logit).first(m), std::span(probability).first(m));
    const bool weighted = examples_.weight.size() > 0;
    for (std::size_t i = 0; i < m; ++i) {
      const Index row = begin + static_cast<Index>(i);
      const double target = examples_.target[row], weight = weighted ? examples_.weight[row] : Scalar{1};
      sum.loss += weight * (loss[i] - target * logit[i]);
      if (!with_gradient) continue;
      residual[i] = weight * (probability[i] - target);
      curvature_[row] = weight * probability[i] * (1 - probability[i]) / weight_sum_;
      sum.gradient[0] += residual[i];
    }
    if (!with_gradient) continue;
    add_weighted_rows(features.dense.data() + begin * layout_.dense, residual.data(), rows.size(), layout_.dense,
                      sum.gradient.data() + 1);
    for (std::size_t c = 0; c < layout_.levels.size(); ++c) {
      double* slope = sum.gradient.data() + layout_.offsets[c];
      for (std::size_t i = 0; i < m; ++i) {
        const std::int32_t code = features.codes(begin + static_cast<Index>(i), static_cast<Index>(c));
        if (code != kNoCode) slope[code] += residual[i];
      }
    }
  }
}

double LinearObjective::penalty(const VectorD& parameters) const {
  return 0.5 * l2_ * parameters.tail(layout_.size - 1).squaredNorm();
}

double LinearObjective::sweep(const VectorD& parameters, VectorD* gradient) {
  std::vector<ShardSum> sums(static_cast<std::size_t>(shards_.count()));
  if (gradient) curvature_.resize(examples_.rows());
  parallel_for(shards_.count(), [&](Index i) {
    sweep_shard(shards_[i], parameters, sums[static_cast<std::size_t>(i)], gradient != nullptr);
  });
  double loss = 0;
  if (gradient) *gradient = VectorD::Zero(layout_.size);
  for (const ShardSum& sum : sums) {
    loss += sum.loss;
    if (gradient) *gradient += sum.gradient;
  }
  if (gradient) {
    *gradient /= weight_sum_;
    gradient->tail(layout_.size - 1) += l2_ * parameters.tail(layout_.size - 1);
  }
  return loss / weight_sum_ + penalty(parameters);
}

double LinearObjective::value(const VectorD& parameters) {
  return sweep(parameters, nullptr);
}

double LinearObjective::value_and_gradient(const VectorD& parameters, VectorD& gradient) {
  return sweep(parameters, &gradient);
}

double LinearObjective::value_gradient_hessian(const VectorD& parameters, VectorD& gradient, MatrixD& second) {
  const double value = sweep(parameters, &gradient);
  hessian(curvature_, second);
  second.diagonal().tail(layout_.size - 1).array() += l2_;
  return value;
}

void LinearObjective::logits(const VectorD& parameters, VectorD& logits) const {
  logits.resize(examples_.rows());
  parallel_for(shards_.count(),
               [&](Index i) { block_logits(shards_[i], parameters, logits.data() + shards_[i].begin); });
}

void LinearObjective::add_dense_hessian(const VectorD& curvature, MatrixD& hessian) const {
  const Index columns = layout_.dense + 1, tiles = (columns + kTile - 1) / kTile, pairs = tiles * (tiles + 1) / 2;
  const Index most_cuts = std::clamp<Index>((Index{1} << 23) / (columns * columns), 1, 16);
  const Shards cuts{examples_.rows(), std::max<Index>(4096, (examples_.rows() + most_cuts - 1) / most_cuts)};
  struct Task {
    Index row, column;  ///< of the tile
    RowRange rows;
    MatrixD sum;
  };
  std::vector<Task> tasks;
  tasks.reserve(static_cast<std::size_t>(pairs * cuts.count()));
  for (Index cut = 0; cut < cuts.count(); ++cut) {
    for (Index a = 0; a < tiles; ++a) {
      for (Index b = 0; b <= a; ++b) tasks.push_back({a * kTile, b * kTile, cuts[cut], {}});
    }
  }
  parallel_for(static_cast<Index>(tasks.size()), [&](Index index) {
    Task& task = tasks[static_cast<std::size_t>(index)];
    const Index height = std::min(kTile, columns - task.row), width = std::min(kTile, columns - task.column);
    task.sum = MatrixD::Zero(height, width);
    MatrixD left, right;
    for (Index begin = task.rows.begin; begin < task.rows.end; begin += kMostBlockRows) {
      const RowRange rows{begin, std::min(begin + kMostBlockRows, task.rows.end)};
      load_design(examples_.features.dense, rows, task.row, height, left);
      if (task.row == task.column) {
        right = left;
      } else {
        load_design(examples_.features.dense, rows, task.column, width, right);
      }
      right.array().colwise() *= curvature.segment(begin, rows.size()).array();
      task.sum.noalias() += left.transpose() * right;
    }
  });
  for (const Task& task : tasks) hessian.block(task.row, task.column, task.sum.rows(), task.sum.cols()) += task.sum;
}

/// A code column against the dense part, itself and the code columns before it: its rows of the lower triangle.
void LinearObjective::add_code_hessian(const VectorD& curvature, std::size_t column, MatrixD& hessian) const {
  const Features& features = examples_.features;
  for (Index i = 0; i < examples_.rows(); ++i) {
    const std::int32_t code = features.codes(i, static_cast<Index>(column));
    if (code == kNoCode) continue;
    double* row = hessian.data() + (layout_.offsets[column] + code) * layout_.size;
    const double c = curvature[i];
    const Scalar* x = features.dense.data() + i * layout_.dense;
    row[0] += c;
    for (Index j = 0; j < layout_.dense; ++j) row[1 + j] += c * static_cast<double>(x[j]);
    for (std::size_t other = 0; other <= column; ++other) {
      const std::int32_t other_code = features.codes(i, static_cast<Index>(other));
      if (other_code != kNoCode) row[layout_.offsets[other] + other_code] += c;
    }
  }
}

void LinearObjective::hessian(const VectorD& curvature, MatrixD& hessian) const {
  hessian = MatrixD::Zero(layout_.size, layout_.size);
  add_dense_hessian(curvature, hessian);
  parallel_for(static_cast<Index>(layout_.levels.size()),
               [&](Index column) { add_code_hessian(curvature, static_cast<std::size_t>(column), hessian); });
  hessian.triangularView<Eigen::StrictlyUpper>() = hessian.transpose();
}

void LinearObjective::hessian_diagonal(const VectorD& curvature, VectorD& diagonal) const {
  std::vector<VectorD> sums(static_cast<std::size_t>(shards_.count()));
  parallel_for(shards_.count(), [&](Index index) {
    VectorD& sum = sums[static_cast<std::size_t>(index)] = VectorD::Zero(layout_.size);
    for (Index i = shards_[index].begin; i < shards_[index].end; ++i) {
      sum[0] += curvature[i];
      sum.segment(1, layout_.dense) += curvature[i] * examples_.features.dense.row(i).cast<double>().cwiseAbs2();
      for (std::size_t c = 0; c < layout_.levels.size(); ++c) {
        const std::int32_t code = examples_.features.codes(i, static_cast<Index>(c));
        if (code != kNoCode) sum[layout_.offsets[c] + code] += curvature[i];
      }
    }
  });
  diagonal = VectorD::Zero(layout_.size);
  for (const VectorD& sum : sums) diagonal += sum;
}

void LinearObjective::design(RowRange rows, MatrixD& block) const {
  block = MatrixD::Zero(rows.size(), layout_.size);
  block.col(0).setOnes();
  block.middleCols(1, layout_.dense) = examples_.features.dense.middleRows(rows.begin, rows.size()).cast<double>();
  for (std::size_t c = 0; c < layout_.levels.size(); ++c) {
    for (Index i = 0; i < rows.size(); ++i) {
      const std::int32_t code = examples_.features.codes(rows.begin + i, static_cast<Index>(c));
      if (code != kNoCode) block(i, layout_.offsets[c] + code) = 1;
    }
  }
}

}  // namespace binet
