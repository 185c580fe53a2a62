#include "linear/leave_one_out.hpp"

#include "binet/base/parallel.hpp"
#include "math/sigmoid.hpp"

#include <algorithm>
#include <numeric>

namespace binet::detail {
namespace {

constexpr int kIterationsBetweenHessians = 16;
constexpr int kMostHessians = 8;         ///< per fit
/// Limit of Σ c_i per parameter, in rows: beyond, leverages are so small that their mean is sufficient.
constexpr double kCurvatureAParameter = 250;

/// x̃_iᵀH⁻¹x̃_i = ‖L⁻¹x̃_i‖² with H = LLᵀ. As a sum of squares it keeps its digits in single precision; a code adds a
/// column of L⁻¹. If rows far outnumber parameters, all rows get the mean Σ c_i h_i / Σ c_i, computed from the trace of
/// H⁻¹.
class Leverages {
 public:
  Leverages(const LinearObjective& objective, const Cholesky& factor) : objective_(objective) {
    const Index p = factor.size();
    const double root = factor.diagonal()[0], curvature = root * root;  // Σ c_i
    of_intercept_ = 1 / curvature;
    // Lower triangular; column j is the contribution of parameter j.
    const Eigen::MatrixXd inverse = factor.inverse_of_lower({0, p});
    if (static_cast<double>(objective.examples().rows()) * curvature >= kCurvatureAParameter * static_cast<double>(p)) {
      const double ridge = objective.l2() * inverse.rightCols(p - 1).squaredNorm();  // l2 · tr H⁻¹, intercept apart
      mean_ = static_cast<Scalar>((static_cast<double>(p) - ridge) / curvature);
    } else {
      columns_ = inverse.transpose().cast<Scalar>();
    }
  }

  /// The intercept's contribution to every leverage.
  double of_intercept() const { return of_intercept_; }

  Index block_rows() const {
    return std::clamp<Index>((Index{1} << 17) / std::max<Index>(columns_.cols(), 1), 32, 256);
  }

  void of(RowRange rows, Matrix& work, Vector& leverage) const {
    if (columns_.size() == 0) {
      leverage.setConstant(rows.size(), mean_);
      return;
    }
    const Features& features = objective_.examples().features;
    const LinearLayout& layout = objective_.layout();
    work.noalias() = features.dense.middleRows(rows.begin, rows.size()) * columns_.middleRows(1, layout.dense);
    work.rowwise() += columns_.row(0);
    for (Index i = 0; i < rows.size(); ++i) {
      for (std::size_t c = 0; c < layout.levels.size(); ++c) {
        const std::int32_t code = features.codes(rows.begin + i, static_cast<Index>(c));
        if (code != kNoCode) work.row(i) += columns_.row(layout.offsets[c] + code);
      }
    }
    leverage = work.rowwise().squaredNorm();
  }

 private:
  const LinearObjective& objective_;
  Matrix columns_;  ///< (L⁻¹)ᵀ
  Scalar mean_ = 0;
  double of_intercept_ = 0;
};

}  // namespace

Cholesky ridge_factor(const MatrixD& hessian, double l2) {
  Eigen::MatrixXd ridged = hessian;
  ridged.diagonal().tail(ridged.rows() - 1).array() += l2;
  Cholesky factor(ridged);
  // Without a penalty, columns may be collinear or levels empty.
  const VectorD diagonal = ridged.diagonal();
  for (double share = 1e-10; !factor.succeeded() && share < 1; share *= 100) {
    ridged.diagonal() = diagonal.array() * (1 + share) + share * diagonal.mean();
    factor.compute(ridged);
  }
  return factor;
}

Convergence minimize_by_factor(LinearObjective& objective, VectorD& parameters,
                               const Cholesky& factor, LbfgsSettings settings) {
  settings.precondition = [&](VectorD& v) { factor.solve_in_place(v); };
  return minimize_lbfgs(objective, parameters, settings);
}

LeaveOneOut::LeaveOneOut(LinearObjective& objective, VectorD start)
    : objective_(objective), parameters_(std::move(start)) {
  if (parameters_.size() == 0) parameters_ = VectorD::Zero(objective.size());
  objective_.set_l2(0);
  take_hessian();
}

void LeaveOneOut::take_hessian() {
  objective_.value_gradient_curvature(parameters_, gradient_, curvature_);
  std::vector<std::size_t> all(objective_.layout().levels.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  objective_.hessian(curvature_, all, hessian_);
}

Convergence LeaveOneOut::fit(double l2, double gap, const SolverProgress& progress) {
  objective_.set_l2(l2);
  Convergence state;
  for (int hessians = 0; hessians < kMostHessians && !state.converged && !state.interrupted; ++hessians) {
    factor_ = ridge_factor(hessian_, l2);
    const int before = state.iterations;
    state = minimize_by_factor(objective_, parameters_, factor_,
                               {.tolerance = 1e-12,
                                .max_iterations = kIterationsBetweenHessians,
                                .gap = gap,
                                .progress = progress});
    state.iterations += before;
    take_hessian();
  }
  factor_ = ridge_factor(hessian_, l2);
  return state;
}

VectorD leave_one_out_logits(const LinearObjective& objective, const VectorD& parameters,
                             const Cholesky& factor, LeftOutIntercept intercept) {
  const Examples& examples = objective.examples();
  const Leverages leverages(objective, factor);
  const Shards blocks{examples.rows(), leverages.block_rows()};
  const double kept = intercept == LeftOutIntercept::of_all ? leverages.of_intercept() : 0;
  VectorD logits;
  objective.logits(parameters, logits);
  parallel_for(blocks.count(), [&](Index block) {
    const RowRange rows = blocks[block];
    Matrix work;
    Vector leverage;
    leverages.of(rows, work, leverage);
    for (Index i = 0; i < rows.size(); ++i) {
      const Index row = rows.begin + i;
      const double weight = examples.weight.size() > 0 ? static_cast<double>(examples.weight[row]) : 1.0;
      const double p = sigmoid(logits[row]), h = static_cast<double>(leverage[i]) / objective.weight_sum();
      const double left = std::max(1 - weight * p * (1 - p) * h, kLeastLeft);
      const double moved = std::max(0.0, h - kept / objective.weight_sum());
      logits[row] += weight * (p - static_cast<double>(examples.target[row])) * moved / left;
    }
  });
  return logits;
}

}  // namespace binet::detail
