#include "kernel_newton.hpp"

#include "binet/math/sigmoid.hpp"
#include "binet/optim/newton.hpp"
#include "row_span.hpp"

#include <span>

namespace binet::detail {
namespace {

/// Mean log loss of z = β_0 + Zγ plus (l2/2)‖γ‖², with Z in double.
class SpanObjective : public TwiceDifferentiable {
 public:
  SpanObjective(const RowSpan& basis, const LinearObjective& original) : design_(basis.rows(), basis.rank() + 1) {
    design_.col(0).setOnes();
    design_.rightCols(basis.rank()) = basis.coordinates();
    const Examples& examples = original.examples();
    target_ = examples.target.cast<double>();
    weight_ = VectorD::Ones(target_.size());
    if (examples.weight.size() > 0) weight_ = examples.weight.cast<double>();
    weight_ /= original.weight_sum();
    l2_ = original.l2();
  }

  Index size() const override { return design_.cols(); }
  double value(const VectorD& parameters) override { return evaluate(parameters, nullptr); }
  double value_and_gradient(const VectorD& parameters, VectorD& gradient) override {
    return evaluate(parameters, &gradient);
  }
  double value_gradient_hessian(const VectorD& parameters, VectorD& gradient, MatrixD& hessian) override {
    const double value = evaluate(parameters, &gradient);
    const VectorD curvature = weight_.array() * probability_.array() * (1 - probability_.array());
    hessian.noalias() = design_.transpose() * (curvature.asDiagonal() * design_);
    hessian.diagonal().tail(size() - 1).array() += l2_;
    return value;
  }

 private:
  double evaluate(const VectorD& parameters, VectorD* gradient) {
    const VectorD logits = design_ * parameters;
    VectorD loss(logits.size());
    probability_.resize(logits.size());
    const auto n = static_cast<std::size_t>(logits.size());
    softplus(std::span(logits.data(), n), std::span(loss.data(), n));
    sigmoid(std::span(logits.data(), n), std::span(probability_.data(), n));
    const auto slopes = parameters.tail(size() - 1);
    if (gradient) {
      *gradient = design_.transpose() * (weight_.cwiseProduct(probability_ - target_));
      gradient->tail(size() - 1) += l2_ * slopes;
    }
    return weight_.dot(loss - target_.cwiseProduct(logits)) + 0.5 * l2_ * slopes.squaredNorm();
  }

  Eigen::MatrixXd design_;
  VectorD target_, weight_, probability_;
  double l2_;
};

}  // namespace

LogisticFit solve_in_row_span(LinearObjective& objective, const LogisticSettings& settings) {
  const RowSpan basis(objective);
  SpanObjective reduced(basis, objective);
  LogisticFit fit{VectorD::Zero(reduced.size()), {}, "kernel"};
  fit.convergence = minimize_newton(reduced, fit.parameters, {settings.tolerance, settings.max_iterations, 0});
  fit.parameters = basis.parameters(fit.parameters);
  return fit;
}

}  // namespace binet::detail
