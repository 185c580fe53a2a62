#include "linear/kernel_newton.hpp"

#include "binet/base/parallel.hpp"
#include "linear/example_folds.hpp"
#include "linear/leave_one_out.hpp"
#include "math/sigmoid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

namespace binet::detail {
namespace {

constexpr Index kTile = 128;
constexpr double kArmijo = 1.0 / 2048;
constexpr int kMostHalvings = 40;
constexpr double kFoldTolerance = 1e-8;  ///< for fits used in evaluation only
constexpr int kMostFoldIterations = 25;

/// X̃ᵀα, laid out as in LinearLayout, after the intercept.
VectorD parameters_of(const LinearObjective& objective, double intercept, const VectorD& alpha) {
  const Features& features = objective.examples().features;
  const LinearLayout& layout = objective.layout();
  VectorD parameters = VectorD::Zero(layout.size);
  parameters[0] = intercept;
  const Shards blocks{layout.dense, 1024};
  parallel_for(blocks.count(), [&](Index block) {
    const RowRange columns = blocks[block];
    auto slopes = parameters.segment(1 + columns.begin, columns.size());
    for (Index i = 0; i < alpha.size(); ++i) {
      slopes += alpha[i] * features.dense.row(i).segment(columns.begin, columns.size()).cast<double>().transpose();
    }
  });
  for (Index i = 0; i < alpha.size(); ++i) {
    for (std::size_t c = 0; c < layout.levels.size(); ++c) {
      const std::int32_t code = features.codes(i, static_cast<Index>(c));
      if (code != kNoCode) parameters[layout.offsets[c] + code] += alpha[i];
    }
  }
  return parameters;
}

/// The diagonal of A⁻¹ from A = LLᵀ: the squared norms of L⁻¹'s columns.
VectorD inverse_diagonal(const Cholesky& factor) {
  const Index n = factor.size();
  VectorD diagonal(n);
  const Shards blocks{n, kTile};
  parallel_for(blocks.count(), [&](Index block) {
    const RowRange columns = blocks[block];
    diagonal.segment(columns.begin, columns.size()) = factor.inverse_of_lower(columns).colwise().squaredNorm();
  });
  return diagonal;
}

}  // namespace

Eigen::MatrixXd gram_of_rows(const Features& features) {
  // The lower triangle by tiles of rows in parallel, then mirrored.
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
  gram.triangularView<Eigen::StrictlyUpper>() = gram.transpose();
  return gram;
}

KernelModel::KernelModel(LinearObjective& objective, std::shared_ptr<const Eigen::MatrixXd> kernel)
    : objective_(objective), kernel_(std::move(kernel)) {
  if (!kernel_) kernel_ = std::make_shared<const Eigen::MatrixXd>(gram_of_rows(objective_.examples().features));
  const Examples& examples = objective.examples();
  target_ = examples.target.cast<double>();
  offset_ = examples.offset;
  weight_ = examples.weight.size() > 0 ? VectorD(examples.weight.cast<double>()) : VectorD::Ones(target_.size());
  weight_ /= objective.weight_sum();
  VectorD gradient;
  objective.value_and_gradient(VectorD::Zero(objective.size()), gradient);
  gradient_scale_ = gradient.lpNorm<Eigen::Infinity>();
  point_.alpha = VectorD::Zero(target_.size());
}

void KernelModel::evaluate(Point& point) {
  const VectorD slopes_part = *kernel_ * point.alpha;
  point.logits = slopes_part.array() + point.intercept;
  if (offset_.size() > 0) point.logits += offset_;
  VectorD loss(point.logits.size());
  const auto n = static_cast<std::size_t>(loss.size());
  softplus(std::span<const double>(point.logits.data(), n), std::span(loss.data(), n));
  point.objective = weight_.dot(loss - target_.cwiseProduct(point.logits)) + 0.5 * l2_ * point.alpha.dot(slopes_part);
}

/// Slopes and curvatures at the point, and the distance from the minimum.
void KernelModel::measure(Convergence& state, double tolerance) {
  VectorD probability(point_.logits.size());
  const auto n = static_cast<std::size_t>(probability.size());
  sigmoid(std::span<const double>(point_.logits.data(), n), std::span(probability.data(), n));
  residual_ = weight_.cwiseProduct(probability - target_);
  curvature_ = weight_.array() * probability.array() * (1 - probability.array());
  root_ = curvature_.cwiseSqrt();
  // The gradient by the slopes is X̃ᵀr + l2 X̃ᵀα: one pass over the columns.
  const VectorD gradient = parameters_of(objective_, residual_.sum(), residual_ + l2_ * point_.alpha);
  state.objective = point_.objective;
  state.gradient_norm = gradient.lpNorm<Eigen::Infinity>();
  state.relative_gradient_norm = gradient_scale_ > 0 ? state.gradient_norm / gradient_scale_ : 0;
  state.converged = state.relative_gradient_norm <= tolerance;
}

Cholesky KernelModel::factorize() const {
  Eigen::MatrixXd matrix = (root_ / l2_).asDiagonal() * *kernel_ * root_.asDiagonal();
  matrix.diagonal().array() += 1;
  return Cholesky(matrix);
}

VectorD KernelModel::solve_weighted(const VectorD& u) const {
  const VectorD scaled = root_.cwiseProduct(*kernel_ * u) / l2_;
  return (u - root_.cwiseProduct(factor_.solve(scaled))) / l2_;
}

KernelModel::Point KernelModel::newton_target() const {
  VectorD moved = point_.logits;
  if (offset_.size() > 0) moved -= offset_;
  const VectorD left = solve_weighted(curvature_.cwiseProduct(moved) - residual_);
  const VectorD right = solve_weighted(curvature_);
  Point target;
  target.intercept = left.sum() / right.sum();
  target.alpha = left - target.intercept * right;
  return target;
}

Convergence KernelModel::fit(double l2, double tolerance, int max_iterations, const SolverProgress& progress) {
  l2_ = l2;
  Convergence state;
  evaluate(point_);
  measure(state, tolerance);
  while (!state.converged && state.iterations < max_iterations) {
    factor_ = factorize();
    const Point target = newton_target();
    const VectorD change = target.alpha - point_.alpha;
    const double shift = target.intercept - point_.intercept;
    const double slope = residual_.sum() * shift + (residual_ + l2_ * point_.alpha).dot(VectorD(*kernel_ * change));
    const double noise = 8 * std::numeric_limits<double>::epsilon() * std::abs(point_.objective);
    bool accepted = false;
    double length = 1;
    for (int halvings = 0; !accepted && halvings < kMostHalvings; ++halvings, length /= 2) {
      Point trial;
      trial.intercept = point_.intercept + length * shift;
      trial.alpha = point_.alpha + length * change;
      evaluate(trial);
      accepted = trial.objective <= point_.objective + kArmijo * length * std::min(slope, 0.0) + noise;
      if (accepted) point_ = std::move(trial);
    }
    const double before = state.gradient_norm;
    ++state.iterations;
    measure(state, tolerance);
    if (!accepted || (-slope <= noise && state.gradient_norm > 0.5 * before)) break;  // at the limit of rounding
    state.interrupted = !state.converged && progress && !progress(state);
    if (state.interrupted) break;
  }
  return state;
}

VectorD KernelModel::parameters() const {
  return parameters_of(objective_, point_.intercept, point_.alpha);
}

VectorD KernelModel::leave_one_out_logits() const {
  const Cholesky factor = factorize();
  const VectorD solved = factor.solve(root_);
  const VectorD left = inverse_diagonal(factor) - solved.cwiseAbs2() / root_.dot(solved);
  VectorD logits = point_.logits;
  for (Index i = 0; i < logits.size(); ++i) {
    if (!(curvature_[i] > 0)) continue;
    const double share_left = std::max(left[i], kLeastLeft);
    logits[i] += residual_[i] * (1 - left[i]) / curvature_[i] / share_left;
  }
  return logits;
}

VectorD KernelModel::logits_without(const Split& fold) const {
  const Examples rest = gather_at_shares(objective_.examples(), fold.training);
  LinearObjective objective(rest, 0, objective_.layout().levels);
  KernelModel model(objective, std::make_shared<const Eigen::MatrixXd>((*kernel_)(fold.training, fold.training)));
  model.point_.intercept = point_.intercept;
  model.point_.alpha = point_.alpha(fold.training);
  model.fit(l2_ * objective_.weight_sum() / objective.weight_sum(), kFoldTolerance, kMostFoldIterations);
  VectorD logits = (*kernel_)(fold.validation, fold.training) * model.point_.alpha;
  logits.array() += model.point_.intercept;
  if (offset_.size() > 0) logits += offset_(fold.validation);
  return logits;
}

}  // namespace binet::detail
