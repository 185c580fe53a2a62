#include "nn/inference_step.hpp"
#include "nn/layer_types.hpp"

#include <algorithm>

namespace binet::detail {
namespace {

/// y = f(x)
class ActivationLayer : public Layer {
 public:
  static constexpr std::string_view kName = "activation";
  static constexpr std::string_view kSummary = "an activation alone";
  static constexpr bool kReadsFeatures = false;
  static constexpr std::string_view kSettings[] = {"activation"};

  ActivationLayer(const LayerSpec& spec, const FeatureShape& input)
      : activation_(activation(spec.activation)), units_(input.dense) {}

  std::string_view type() const override { return kName; }
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

  std::vector<InferenceStep> inference_steps(ConstSpan) const override {
    return {InferenceStep::apply(activation_, 0, 0, units_)};
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

LayerType activation_layer() {
  return layer_type_of<ActivationLayer>();
}

}  // namespace binet::detail
