#include "span_objective.hpp"

#include "binet/math/sigmoid.hpp"

#include <span>

namespace binet::detail {

SpanObjective::SpanObjective(const RowSpan& basis, const LinearObjective& original)
    : design_(basis.rows(), basis.rank() + 1), l2_(original.l2()) {
  design_.col(0).setOnes();
  design_.rightCols(basis.rank()) = basis.coordinates();
  const Examples& examples = original.examples();
  target_ = examples.target.cast<double>();
  weight_ = VectorD::Ones(target_.size());
  if (examples.weight.size() > 0) weight_ = examples.weight.cast<double>();
  weight_ /= original.weight_sum();
}

double SpanObjective::value_gradient_hessian(const VectorD& parameters, VectorD& gradient, MatrixD& hessian) {
  const double value = evaluate(parameters, &gradient);
  const VectorD curvature = weight_.array() * probability_.array() * (1 - probability_.array());
  hessian.noalias() = design_.transpose() * (curvature.asDiagonal() * design_);
  hessian.diagonal().tail(size() - 1).array() += l2_;
  return value;
}

double SpanObjective::evaluate(const VectorD& parameters, VectorD* gradient) {
  const VectorD logits = design_ * parameters;
  VectorD loss(logits.size());
  probability_.resize(logits.size());
  const auto n = static_cast<std::size_t>(logits.size());
  softplus(std::span(logits.data(), n), std::span(loss.data(), n));
  sigmoid(std::span(logits.data(), n), std::span(probability_.data(), n));
  const auto slopes = parameters.tail(size() - 1);
  if (gradient) {
    *gradient = design_.transpose() * weight_.cwiseProduct(probability_ - target_);
    gradient->tail(size() - 1) += l2_ * slopes;
  }
  return weight_.dot(loss - target_.cwiseProduct(logits)) + 0.5 * l2_ * slopes.squaredNorm();
}

}  // namespace binet::detail
