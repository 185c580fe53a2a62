#include "linear/preconditioner.hpp"

#include <algorithm>
#include <numeric>

namespace binet::detail {
namespace {

constexpr Index kMostCore = 2048;
constexpr Index kMostCoupling = Index{1} << 24;  ///< numbers in the coupling block
constexpr double kSweepsSaved = 64;              ///< cost limit of a preconditioner, in passes over the examples

}  // namespace

LinearPreconditioner::LinearPreconditioner(const LinearObjective& objective, const VectorD& curvature) {
  choose_core(objective.layout(), objective.examples().rows());
  objective.hessian_diagonal(curvature, diagonal_);
  diagonal_.tail(diagonal_.size() - 1).array() += objective.l2();
  // A level without examples does not matter, whatever the divisor is.
  diagonal_ = (diagonal_.array() > 0).select(diagonal_, 1);
  if (dense_in_core_) build_core(objective, curvature);
}

void LinearPreconditioner::choose_core(const LinearLayout& layout, Index rows) {
  const auto n = static_cast<double>(rows);
  const double sweep = 4 * n * static_cast<double>(layout.dense + 4 * static_cast<Index>(layout.levels.size()));
  const auto affordable = [&](Index core, Index eliminated) {
    const auto size = static_cast<double>(core), dense = static_cast<double>(layout.dense);
    return core <= kMostCore && core * eliminated <= kMostCoupling &&
           n * dense * dense + size * size * (size / 3 + 2 * static_cast<double>(eliminated)) <= kSweepsSaved * sweep;
  };
  std::vector<std::size_t> by_size(layout.levels.size());
  std::iota(by_size.begin(), by_size.end(), std::size_t{0});
  std::stable_sort(by_size.begin(), by_size.end(),
                   [&](std::size_t a, std::size_t b) { return layout.levels[a] < layout.levels[b]; });
  const Index largest = by_size.empty() ? 0 : layout.levels[by_size.back()];
  dense_in_core_ = affordable(1 + layout.dense, 0);
  if (!dense_in_core_) return;
  core_.resize(static_cast<std::size_t>(1 + layout.dense));
  std::iota(core_.begin(), core_.end(), Index{0});
  if (largest >= kManyLevels && affordable(1 + layout.dense, largest)) {
    eliminated_ = by_size.back() + 1;
    eliminated_offset_ = layout.offsets[by_size.back()];
    by_size.pop_back();
  }
  for (const std::size_t column : by_size) {
    if (!affordable(static_cast<Index>(core_.size()) + layout.levels[column], eliminated_ ? largest : 0)) break;
    core_columns_.push_back(column);
    for (Index level = 0; level < layout.levels[column]; ++level) core_.push_back(layout.offsets[column] + level);
  }
}

void LinearPreconditioner::build_core(const LinearObjective& objective, const VectorD& curvature) {
  MatrixD core;
  objective.hessian(curvature, core_columns_, core);
  core.diagonal().tail(core.rows() - 1).array() += objective.l2();
  const VectorD whole = core.diagonal();
  if (eliminated_) {
    objective.cross_hessian(curvature, eliminated_ - 1, core_columns_, coupling_);
    const auto levels = diagonal_.segment(eliminated_offset_, coupling_.rows());
    const MatrixD scaled = levels.cwiseInverse().asDiagonal() * coupling_;
    core.noalias() -= coupling_.transpose() * scaled;
    coupling_ = scaled;
  }
  // For collinear columns, adds as much of the diagonal as makes the matrix positive definite.
  for (double damping = 1e-12; damping < 1; damping *= 100) {
    core_factor_.compute(core + (damping * (whole.array() + whole.mean())).matrix().asDiagonal().toDenseMatrix());
    if (core_factor_.succeeded()) return;
  }
}

void LinearPreconditioner::apply(VectorD& v) const {
  VectorD core(static_cast<Index>(core_.size()));
  for (std::size_t i = 0; i < core_.size(); ++i) core[static_cast<Index>(i)] = v[core_[i]];
  if (eliminated_) core.noalias() -= coupling_.transpose() * v.segment(eliminated_offset_, coupling_.rows());
  if (!core_.empty()) core_factor_.solve_in_place(core);
  v.array() /= diagonal_.array();
  if (eliminated_) v.segment(eliminated_offset_, coupling_.rows()).noalias() -= coupling_ * core;
  for (std::size_t i = 0; i < core_.size(); ++i) v[core_[i]] = core[static_cast<Index>(i)];
}

}  // namespace binet::detail
