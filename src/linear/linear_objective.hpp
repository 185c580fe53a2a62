#pragma once

#include "binet/base/parallel.hpp"
#include "features/features.hpp"
#include "linear/objective.hpp"

#include <span>
#include <vector>

namespace binet {

/// The order of the parameters of a linear model over encoded examples: the intercept, the dense columns, then the
/// levels of each code column.
struct LinearLayout {
  Index dense = 0;
  std::vector<Index> levels;   ///< one entry per code column
  std::vector<Index> offsets;  ///< offset of each code column's first level
  Index size = 1;

  /// An empty `levels` is counted from the codes. Throws Error for piecewise-linear columns: encode them as dense ones.
  LinearLayout(const Features&, std::vector<Index> levels = {});
};

/// Logistic regression's objective over encoded examples, in double:
///   F(β) = Σ w_i ℓ(z_i, y_i) / Σ w_i + (λ₂/2)·Σ_{j ≥ 1} β_j²,   z_i = o_i + β_0 + x̃_iᵀβ,   ℓ log loss, o_i offset.
/// Parameters as in LinearLayout; the intercept is not penalised. Sums run over fixed shards in fixed order: the same
/// bits for any number of threads.
class LinearObjective : public TwiceDifferentiable {
 public:
  /// Keeps a reference to the examples. `l2` is λ₂. Throws Error if the weights do not sum to more than 0.
  LinearObjective(const Examples&, double l2, std::vector<Index> levels = {});

  Index size() const override { return layout_.size; }
  double value(const VectorD& parameters) override;
  double value_and_gradient(const VectorD& parameters, VectorD& gradient) override;
  double value_gradient_hessian(const VectorD& parameters, VectorD& gradient, MatrixD& hessian) override;

  /// Computes z_i for every example.
  void logits(const VectorD& parameters, VectorD& logits) const;
  /// The same without offsets: how far a change of the parameters moves each logit.
  void moves(const VectorD& change, VectorD& moves) const;

  /// Also computes c_i = w_i ∂²ℓ/∂z_i² / Σ w for every example, on which the Hessian depends besides the features.
  double value_gradient_curvature(const VectorD& parameters, VectorD& gradient, VectorD& curvature);

  /// Second derivatives of the mean loss, without the penalty, between the intercept, the dense columns and the levels
  /// of the given code columns, in this order.
  void hessian(const VectorD& curvature, std::span<const std::size_t> code_columns, MatrixD& hessian) const;
  /// The same between the levels of one code column and those parameters, levels × parameters; sparse because codes are
  /// one-hot.
  void cross_hessian(const VectorD& curvature, std::size_t column, std::span<const std::size_t> code_columns,
                     MatrixD& cross) const;
  void hessian_diagonal(const VectorD& curvature, VectorD& diagonal) const;

  /// Rows of the design with codes as 0 and 1, intercept column first: rows.size() × size().
  void design(RowRange rows, MatrixD& block) const;

  const LinearLayout& layout() const { return layout_; }
  const Examples& examples() const { return examples_; }
  double weight_sum() const { return weight_sum_; }
  double l2() const { return l2_; }
  void set_l2(double l2) { l2_ = l2; }

 private:
  struct ShardSum;
  double sweep(const VectorD& parameters, VectorD* gradient, VectorD* curvature) const;
  void sweep_shard(RowRange rows, const VectorD& parameters, const VectorD& slopes, ShardSum&, bool with_gradient,
                   VectorD* curvature) const;
  void add_block_gradient(RowRange rows, const double* residual, ShardSum&) const;
  double penalty(const VectorD& parameters) const;
  /// The parameters of the dense columns, padded with zeros to whole registers.
  VectorD padded_slopes(const VectorD& parameters) const;
  void block_logits(RowRange rows, const VectorD& parameters, const VectorD& slopes, double* logits) const;
  void add_offset(RowRange rows, double* logits) const;
  void add_dense_hessian(const VectorD& curvature, MatrixD& hessian) const;

  const Examples& examples_;
  LinearLayout layout_;
  double l2_;
  double weight_sum_;
  Shards shards_;
  Index block_rows_;  ///< rows per step: their features stay in the cache between logits and gradient
};

}  // namespace binet
