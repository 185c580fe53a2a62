#pragma once

#include "binet/optim/linear_objective.hpp"
#include "row_span.hpp"

namespace binet::detail {

/// A linear objective in the coordinates of its rows' span: mean log loss of z = β_0 + Zγ plus (l2/2)‖γ‖², in double.
class SpanObjective : public TwiceDifferentiable {
 public:
  SpanObjective(const RowSpan&, const LinearObjective& original);

  Index size() const override { return design_.cols(); }
  double value(const VectorD& parameters) override { return evaluate(parameters, nullptr); }
  double value_and_gradient(const VectorD& parameters, VectorD& gradient) override {
    return evaluate(parameters, &gradient);
  }
  double value_gradient_hessian(const VectorD& parameters, VectorD& gradient, MatrixD& hessian) override;

  void logits(const VectorD& parameters, VectorD& logits) const { logits = design_ * parameters; }
  void design(RowRange rows, MatrixD& block) const { block = design_.middleRows(rows.begin, rows.size()); }
  void set_l2(double l2) { l2_ = l2; }

 private:
  double evaluate(const VectorD& parameters, VectorD* gradient);

  Eigen::MatrixXd design_;  ///< n × (1 + rank)
  VectorD target_, weight_, probability_;
  double l2_;
};

}  // namespace binet::detail
