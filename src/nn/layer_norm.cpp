#include "nn/layer_types.hpp"

#include <algorithm>
#include <cmath>

namespace binet::detail {
namespace {

constexpr Scalar kEpsilon = Scalar(1e-5);

/// y = gain·x̂ + bias with x̂ = (x − mean)/√(variance + ε) over the units of a row. (Ba, Kiros, Hinton 2016.)
/// The cache keeps x̂ in `before` and 1/√(variance + ε) in `gate`.
class LayerNorm : public Layer {
 public:
  explicit LayerNorm(Index units) : units_(units) {}

  std::string_view type() const override { return "layer_norm"; }
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
    cache.before.shape(input.rows, units_);
    cache.gate.shape(input.rows, 1);
    const auto gain = row(parameters.data()), bias = row(parameters.data() + units_);
    for (Index i = 0; i < input.rows; ++i) {
      const Scalar* x = input.dense.data + i * input.dense.stride;
      Scalar* centred = cache.before.row(i);
      row(centred) = row(x) - sum(x, units_) / static_cast<Scalar>(units_);
      const Scalar variance = dot(centred, centred, units_) / static_cast<Scalar>(units_);
      *cache.gate.row(i) = 1 / std::sqrt(variance + kEpsilon);
      row(centred) *= *cache.gate.row(i);
      row(cache.output.row(i)) = gain * row(centred) + bias;
    }
  }

  void backward(ConstSpan parameters, const LayerInput& input, LayerCache& cache, Buffer& output_gradient,
                Span gradient, Buffer* input_gradient) const override {
    const auto gain = row(parameters.data());
    auto gain_gradient = row(gradient.data()), bias_gradient = row(gradient.data() + units_);
    if (input_gradient) input_gradient->shape(input.rows, units_);
    for (Index i = 0; i < input.rows; ++i) {
      const auto normal = row(cache.before.row(i));
      auto slope = row(output_gradient.row(i));
      gain_gradient += slope * normal;
      bias_gradient += slope;
      if (!input_gradient) continue;
      slope *= gain;
      const Scalar mean = slope.mean(), along = (slope * normal).mean();
      row(input_gradient->row(i)) = *cache.gate.row(i) * (slope - mean - normal * along);
    }
  }

 private:
  Eigen::Map<Eigen::Array<Scalar, Eigen::Dynamic, 1>> row(Scalar* data) const { return {data, units_}; }
  Eigen::Map<const Eigen::Array<Scalar, Eigen::Dynamic, 1>> row(const Scalar* data) const { return {data, units_}; }

  Index units_;
};

}  // namespace

std::unique_ptr<Layer> make_layer_norm(const LayerSpec&, const FeatureShape& input) {
  return std::make_unique<LayerNorm>(input.dense);
}

}  // namespace binet::detail
