#include "linear/linear_objective.hpp"

#include "binet/base/error.hpp"
#include "math/pack.hpp"
#include "math/sigmoid.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>

namespace binet {
namespace {

constexpr Index kMostBlockRows = 256;
constexpr Index kCacheLine = 64;  ///< bytes
constexpr Index kTile = 128;      ///< columns of a Hessian tile

using detail::Pack;
constexpr Index kLanes = detail::kLanes<double>;

Index padded(Index size) {
  return (size + kLanes - 1) / kLanes * kLanes;
}

/// A register of doubles converted from the same number of elements of either type.
template <class T>
Pack<double> load_wide(const T* from) {
  typedef T Narrow __attribute__((vector_size(static_cast<std::size_t>(kLanes) * sizeof(T))));
  Narrow x;
  std::memcpy(&x, from, sizeof x);
  return __builtin_convertvector(x, Pack<double>);
}

double sum_of_lanes(const Pack<double>& x) {
  return Eigen::Map<const Eigen::Array<double, kLanes, 1>>(reinterpret_cast<const double*>(&x)).sum();
}

/// The number of rows that can be read in whole registers; the others would reach past the matrix. Elements of the next
/// row are multiplied by a slope of 0, or go to the padding of a sum.
Index rows_in_registers(const PagedMatrix<Scalar>& x, RowRange rows) {
  const Index size = x.cols();
  const Index safe = size == 0 ? 0 : (x.size() - padded(size)) / size + 1;
  return std::clamp<Index>(safe - rows.begin, 0, rows.size()) / 4 * 4;
}

/// z_i = start + x_iᵀ slopes; slopes padded by zeros.
void dot_rows(const PagedMatrix<Scalar>& x, RowRange rows, double start, const double* slopes, double* z) {
  const Index size = x.cols(), whole = rows_in_registers(x, rows);
  const Scalar* row = x.data() + rows.begin * size;
  Index i = 0;
  for (; i < whole; i += 4, row += 4 * size) {
    Pack<double> sum0{}, sum1{}, sum2{}, sum3{};
    for (Index j = 0; j < size; j += kLanes) {
      const Pack<double> b = detail::load(slopes + j);
      sum0 = detail::fused(load_wide(row + j), b, sum0);
      sum1 = detail::fused(load_wide(row + size + j), b, sum1);
      sum2 = detail::fused(load_wide(row + 2 * size + j), b, sum2);
      sum3 = detail::fused(load_wide(row + 3 * size + j), b, sum3);
    }
    z[i] = start + sum_of_lanes(sum0);
    z[i + 1] = start + sum_of_lanes(sum1);
    z[i + 2] = start + sum_of_lanes(sum2);
    z[i + 3] = start + sum_of_lanes(sum3);
  }
  for (; i < rows.size(); ++i, row += size) {
    z[i] = start;
    for (Index j = 0; j < size; ++j) z[i] += static_cast<double>(row[j]) * slopes[j];
  }
}

/// Prefetches elements into the L2 cache.
void fetch(const Scalar* first, Index count) {
  constexpr Index step = kCacheLine / static_cast<Index>(sizeof(Scalar));
  for (Index k = 0; k < count; k += step) __builtin_prefetch(first + k, 0, 2);
}

/// sum += Σ_i r_i x_i, with a padded sum. Meanwhile prefetches the same number of following rows.
void add_weighted_rows(const PagedMatrix<Scalar>& x, RowRange rows, const double* r, double* sum) {
  const Index size = x.cols(), whole = rows_in_registers(x, rows);
  const Scalar* row = x.data() + rows.begin * size;
  Index i = 0;
  for (; i < whole; i += 4, row += 4 * size) {
    const Pack<double> r0 = detail::broadcast(r[i]), r1 = detail::broadcast(r[i + 1]), r2 = detail::broadcast(r[i + 2]),
                       r3 = detail::broadcast(r[i + 3]);
    if (rows.end + i + 4 <= x.rows()) fetch(row + rows.size() * size, 4 * size);
    for (Index j = 0; j < size; j += kLanes) {
      Pack<double> total = detail::load(sum + j);
      total = detail::fused(r0, load_wide(row + j), total);
      total = detail::fused(r1, load_wide(row + size + j), total);
      total = detail::fused(r2, load_wide(row + 2 * size + j), total);
      total = detail::fused(r3, load_wide(row + 3 * size + j), total);
      detail::store(sum + j, total);
    }
  }
  for (; i < rows.size(); ++i, row += size) {
    for (Index j = 0; j < size; ++j) sum[j] += r[i] * static_cast<double>(row[j]);
  }
}

/// Columns [first, first + count) of the design's dense part (intercept column first) for some rows.
void load_design(const PagedMatrix<Scalar>& dense, RowRange rows, Index first, Index count, MatrixD& block) {
  block.resize(rows.size(), count);
  const Index skip = first == 0 ? 1 : 0;
  for (Index i = 0; i < rows.size(); ++i) {
    double* to = block.data() + i * count;
    if (skip) *to = 1;
    const Scalar* from = dense.data() + (rows.begin + i) * dense.cols() + (first + skip - 1);
    std::copy_n(from, count - skip, to + skip);
  }
}

Index count_levels(const PagedMatrix<std::int32_t>& codes, Index column) {
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

/// The sums of one shard.
struct LinearObjective::ShardSum {
  double loss = 0;
  double intercept = 0;
  VectorD dense;   ///< padded
  VectorD levels;  ///< of all code columns
};

LinearObjective::LinearObjective(const Examples& examples, double l2, std::vector<Index> levels)
    : examples_(examples), layout_(examples.features, std::move(levels)), l2_(l2) {
  const Index n = examples.rows();
  weight_sum_ = examples.weight.size() > 0 ? examples.weight.cast<double>().sum() : static_cast<double>(n);
  if (!(weight_sum_ > 0)) throw Error("logistic regression: the weights sum to 0, expected a positive sum");
  // Up to 64 shards, fewer if each would have millions of sums.
  const Index most_shards = std::clamp<Index>((Index{1} << 21) / layout_.size, 1, 64);
  const Index rows = std::max<Index>(2048, (n + most_shards - 1) / most_shards);
  shards_ = {n, (rows + kMostBlockRows - 1) / kMostBlockRows * kMostBlockRows};
  block_rows_ = std::clamp<Index>((Index{1} << 13) / (layout_.dense + 1), 32, kMostBlockRows) / 4 * 4;
}

void LinearObjective::block_logits(RowRange rows, const VectorD& parameters, const VectorD& slopes, double* z) const {
  dot_rows(examples_.features.dense, rows, parameters[0], slopes.data(), z);
  for (std::size_t c = 0; c < layout_.levels.size(); ++c) {
    const double* level = parameters.data() + layout_.offsets[c];
    for (Index i = 0; i < rows.size(); ++i) {
      const std::int32_t code = examples_.features.codes(rows.begin + i, static_cast<Index>(c));
      if (code != kNoCode) z[i] += level[code];
    }
  }
}

void LinearObjective::add_offset(RowRange rows, double* z) const {
  if (examples_.offset.size() == 0) return;
  for (Index i = 0; i < rows.size(); ++i) z[i] += examples_.offset[rows.begin + i];
}

VectorD LinearObjective::padded_slopes(const VectorD& parameters) const {
  VectorD slopes = VectorD::Zero(padded(layout_.dense));
  slopes.head(layout_.dense) = parameters.segment(1, layout_.dense);
  return slopes;
}

void LinearObjective::sweep_shard(RowRange shard, const VectorD& parameters, const VectorD& slopes, ShardSum& sum,
                                  bool with_gradient, VectorD* curvature) const {
  std::array<double, kMostBlockRows> logit, probability, residual, loss;
  if (with_gradient) {
    sum.dense = VectorD::Zero(padded(layout_.dense));
    sum.levels = VectorD::Zero(layout_.size - 1 - layout_.dense);
  }
  const bool weighted = examples_.weight.size() > 0;
  for (Index begin = shard.begin; begin < shard.end; begin += block_rows_) {
    const RowRange rows{begin, std::min(begin + block_rows_, shard.end)};
    const auto m = static_cast<std::size_t>(rows.size());
    block_logits(rows, parameters, slopes, logit.data());
    add_offset(rows, logit.data());
    softplus(std::span(logit).first(m), std::span(loss).first(m));
    if (with_gradient) sigmoid(std::span(logit).first(m), std::span(probability).first(m));
    for (std::size_t i = 0; i < m; ++i) {
      const Index row = begin + static_cast<Index>(i);
      const double target = examples_.target[row], weight = weighted ? examples_.weight[row] : Scalar{1};
      sum.loss += weight * (loss[i] - target * logit[i]);
      if (!with_gradient) continue;
      residual[i] = weight * (probability[i] - target);
      sum.intercept += residual[i];
      if (curvature) (*curvature)[row] = weight * probability[i] * (1 - probability[i]) / weight_sum_;
    }
    if (with_gradient) add_block_gradient(rows, residual.data(), sum);
  }
}

void LinearObjective::add_block_gradient(RowRange rows, const double* residual, ShardSum& sum) const {
  add_weighted_rows(examples_.features.dense, rows, residual, sum.dense.data());
  for (std::size_t c = 0; c < layout_.levels.size(); ++c) {
    double* slope = sum.levels.data() + (layout_.offsets[c] - layout_.dense - 1);
    for (Index i = 0; i < rows.size(); ++i) {
      const std::int32_t code = examples_.features.codes(rows.begin + i, static_cast<Index>(c));
      if (code != kNoCode) slope[code] += residual[i];
    }
  }
}

double LinearObjective::penalty(const VectorD& parameters) const {
  return 0.5 * l2_ * parameters.tail(layout_.size - 1).squaredNorm();
}

double LinearObjective::sweep(const VectorD& parameters, VectorD* gradient, VectorD* curvature) const {
  std::vector<ShardSum> sums(static_cast<std::size_t>(shards_.count()));
  if (curvature) curvature->resize(examples_.rows());
  const VectorD slopes = padded_slopes(parameters);
  parallel_for(shards_.count(), [&](Index i) {
    sweep_shard(shards_[i], parameters, slopes, sums[static_cast<std::size_t>(i)], gradient != nullptr, curvature);
    examples_.features.release(shards_[i]);
  });
  double loss = 0;
  if (gradient) *gradient = VectorD::Zero(layout_.size);
  for (const ShardSum& sum : sums) {
    loss += sum.loss;
    if (!gradient) continue;
    (*gradient)[0] += sum.intercept;
    gradient->segment(1, layout_.dense) += sum.dense.head(layout_.dense);
    gradient->tail(sum.levels.size()) += sum.levels;
  }
  if (gradient) {
    *gradient /= weight_sum_;
    gradient->tail(layout_.size - 1) += l2_ * parameters.tail(layout_.size - 1);
  }
  return loss / weight_sum_ + penalty(parameters);
}

double LinearObjective::value(const VectorD& parameters) {
  return sweep(parameters, nullptr, nullptr);
}

double LinearObjective::value_and_gradient(const VectorD& parameters, VectorD& gradient) {
  return sweep(parameters, &gradient, nullptr);
}

double LinearObjective::value_gradient_curvature(const VectorD& parameters, VectorD& gradient, VectorD& curvature) {
  return sweep(parameters, &gradient, &curvature);
}

double LinearObjective::value_gradient_hessian(const VectorD& parameters, VectorD& gradient, MatrixD& second) {
  VectorD curvature;
  const double value = sweep(parameters, &gradient, &curvature);
  std::vector<std::size_t> all(layout_.levels.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  hessian(curvature, all, second);
  second.diagonal().tail(layout_.size - 1).array() += l2_;
  return value;
}

void LinearObjective::logits(const VectorD& parameters, VectorD& logits) const {
  moves(parameters, logits);
  add_offset({0, examples_.rows()}, logits.data());
}

void LinearObjective::moves(const VectorD& parameters, VectorD& logits) const {
  logits.resize(examples_.rows());
  const VectorD slopes = padded_slopes(parameters);
  parallel_for(shards_.count(), [&](Index i) {
    block_logits(shards_[i], parameters, slopes, logits.data() + shards_[i].begin);
    examples_.features.release(shards_[i]);
  });
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
    examples_.features.dense.release(task.rows);
  });
  for (const Task& task : tasks) hessian.block(task.row, task.column, task.sum.rows(), task.sum.cols()) += task.sum;
}

void LinearObjective::cross_hessian(const VectorD& curvature, std::size_t column,
                                    std::span<const std::size_t> code_columns, MatrixD& cross) const {
  std::vector<Index> offsets;
  Index width = 1 + layout_.dense;
  for (const std::size_t other : code_columns) {
    offsets.push_back(width);
    width += layout_.levels[other];
  }
  cross = MatrixD::Zero(layout_.levels[column], width);
  const Features& features = examples_.features;
  for (Index i = 0; i < examples_.rows(); ++i) {
    const std::int32_t code = features.codes(i, static_cast<Index>(column));
    if (code == kNoCode) continue;
    double* row = cross.data() + code * width;
    const double c = curvature[i];
    const Scalar* x = features.dense.data() + i * layout_.dense;
    row[0] += c;
    for (Index j = 0; j < layout_.dense; ++j) row[1 + j] += c * static_cast<double>(x[j]);
    for (std::size_t k = 0; k < offsets.size(); ++k) {
      const std::int32_t other_code = features.codes(i, static_cast<Index>(code_columns[k]));
      if (other_code != kNoCode) row[offsets[k] + other_code] += c;
    }
  }
}

void LinearObjective::hessian(const VectorD& curvature, std::span<const std::size_t> code_columns,
                              MatrixD& hessian) const {
  std::vector<Index> offsets = {1 + layout_.dense};
  for (const std::size_t column : code_columns) offsets.push_back(offsets.back() + layout_.levels[column]);
  hessian = MatrixD::Zero(offsets.back(), offsets.back());
  add_dense_hessian(curvature, hessian);
  parallel_for(static_cast<Index>(code_columns.size()), [&](Index k) {
    const auto last = static_cast<std::size_t>(k);
    MatrixD rows;  // of the lower triangle: against the dense part, the columns before and itself
    cross_hessian(curvature, code_columns[last], code_columns.first(last + 1), rows);
    hessian.block(offsets[last], 0, rows.rows(), rows.cols()) = rows;
  });
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
  examples_.features.release(rows);
}

}  // namespace binet
