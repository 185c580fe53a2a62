#include "nn/layer_types.hpp"

#include <algorithm>

namespace binet::detail {
namespace {

/// y = f(x)
class ActivationLayer : public Layer {
 public:
  ActivationLayer(const Activation& activation, Index units) : activation_(activation), units_(units) {}

  std::string_view type() const override { return "activation"; }
  Index output_size() const override { return units_; }

  void forward(ConstSpan, const LayerInput& input, LayerCache& cache, Random*) const override {
    cache.output.shape(input.rows, units_);
    activation_.forward(numbers(input), cache.output.span());
  }

  void backward(ConstSpan, const LayerInput& input, LayerCache& cache, Buffer& output_gradient, Span,
                Buffer* input_gradient) const override {
    if (!input_gradient) return;
    input_gradient->shape(input.rows, units_);
    activation_.backward(numbers(input), cache.output.span(), output_gradient.span(), input_gradient->span());
  }

  bool activation_slope(const LayerInput& input, const LayerCache& cache, Span slope) const override {
    std::ranges::fill(slope, Scalar{1});
    activation_.backward(numbers(input), cache.output.span(), slope, slope);
    return true;
  }

 private:
  ConstSpan numbers(const LayerInput& input) const {
    return {input.dense.data, static_cast<std::size_t>(input.rows * units_)};
  }

  const Activation& activation_;
  Index units_;
};

}  // namespace

std::unique_ptr<Layer> make_activation(const LayerSpec& spec, const FeatureShape& input) {
  return std::make_unique<ActivationLayer>(activation(spec.activation), input.dense);
}

}  // namespace binet::detail
