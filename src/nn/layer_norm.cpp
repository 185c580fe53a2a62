#include "nn/inference_step.hpp"
#include "nn/layer_types.hpp"

#include <algorithm>
#include <cmath>

namespace binet::detail {
namespace {

constexpr Scalar kEpsilon = Scalar(1e-5);

/// y = gain·x̂ + bias with x̂ = (x − mean)/√(variance + ε) over the units of a row. (Ba, Kiros, Hinton 2016.)
class LayerNorm : public Layer {
 public:
  static constexpr std::string_view kName = "layer_norm";
  static constexpr std::string_view kSummary =
      "each row to mean 0 and deviation 1, then one learnt gain and bias per unit";
  static constexpr bool kReadsFeatures = false;
  static constexpr std::span<const std::string_view> kSettings{};

  LayerNorm(const LayerSpec&, const FeatureShape& input) : units_(input.dense) {}

  std::string_view type() const override { return kName; }
  Index output_size() const override { return units_; }
  std::vector<ParameterBlock> parameter_blocks() const override {
    return {{"gain", 0, 1, units_, ParameterKind::scale, 1}, {"bias", units_, 1, units_, ParameterKind::bias, 1}};
  }
  void initialize(Span parameters, const Initializer&, Random&) const override {
    for (Index u = 0; u < units_; ++u) {
      parameters[static_cast<std::size_t>(u)] = 1;
      parameters[static_cast<std::size_t>(units_ + u)] = 0;
    }
  }

  void forward(ConstSpan parameters, const LayerInput& input, LayerCache& cache, Random*) const override {
    cache.output.shape(input.rows, units_);
    Scratch& scratch = cache.own<Scratch>();
    scratch.normal.shape(input.rows, units_);
    scratch.inverse_deviation.shape(input.rows, 1);
    const auto gain = row(parameters.data()), bias = row(parameters.data() + units_);
    for (Index i = 0; i < input.rows; ++i) {
      const Scalar* x = input.dense.data + i * input.dense.stride;
      Scalar* centred = scratch.normal.row(i);
      row(centred) = row(x) - sum(x, units_) / static_cast<Scalar>(units_);
      const Scalar variance = dot(centred, centred, units_) / static_cast<Scalar>(units_);
      *scratch.inverse_deviation.row(i) = 1 / std::sqrt(variance + kEpsilon);
      row(centred) *= *scratch.inverse_deviation.row(i);
      row(cache.output.row(i)) = gain * row(centred) + bias;
    }
  }

  void backward(ConstSpan parameters, const LayerInput& input, LayerCache& cache, Buffer& output_gradient,
                Span gradient, Buffer* input_gradient) const override {
    Scratch& scratch = cache.own<Scratch>();
    const auto gain = row(parameters.data());
    auto gain_gradient = row(gradient.data()), bias_gradient = row(gradient.data() + units_);
    if (input_gradient) input_gradient->shape(input.rows, units_);
    for (Index i = 0; i < input.rows; ++i) {
      const auto normal = row(scratch.normal.row(i));
      auto slope = row(output_gradient.row(i));
      gain_gradient += slope * normal;
      bias_gradient += slope;
      if (!input_gradient) continue;
      slope *= gain;
      const Scalar mean = slope.mean(), along = (slope * normal).mean();
      row(input_gradient->row(i)) = *scratch.inverse_deviation.row(i) * (slope - mean - normal * along);
    }
  }

  std::vector<InferenceStep> inference_steps(ConstSpan parameters) const override {
    const auto units = static_cast<std::size_t>(units_);
    return {InferenceStep::normalise(units_, parameters.first(units), parameters.subspan(units), kEpsilon)};
  }

 private:
  struct Scratch : LayerScratch {
    Buffer normal;             ///< m × units: x̂
    Buffer inverse_deviation;  ///< m × 1: 1/√(variance + ε)
  };

  Eigen::Map<Eigen::Array<Scalar, Eigen::Dynamic, 1>> row(Scalar* data) const { return {data, units_}; }
  Eigen::Map<const Eigen::Array<Scalar, Eigen::Dynamic, 1>> row(const Scalar* data) const { return {data, units_}; }

  Index units_;
};

}  // namespace

LayerType layer_norm_layer() {
  return layer_type_of<LayerNorm>();
}

}  // namespace binet::detail
