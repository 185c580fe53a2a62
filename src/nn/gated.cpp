#include "binet/base/error.hpp"
#include "math/sigmoid.hpp"
#include "nn/affine.hpp"
#include "nn/layer_types.hpp"

#include <algorithm>
#include <utility>

namespace binet::detail {
namespace {

/// y = f(x̃·W + b)·σ(x̃·V + c). (Dauphin et al. 2017, "Language Modeling with Gated Convolutional Networks".)
class Gated : public Layer {
 public:
  Gated(const FeatureShape& input, const LayerSpec& spec)
      : value_(input, spec.units, spec.input_scale),
        gate_(input, spec.units, spec.input_scale, "gate_"),
        activation_(activation(spec.activation)) {}

  std::string_view type() const override { return "gated"; }
  Index output_size() const override { return value_.units(); }
  std::vector<ParameterBlock> parameter_blocks() const override {
    std::vector<ParameterBlock> blocks = value_.parameter_blocks();
    for (ParameterBlock block : gate_.parameter_blocks()) {
      block.offset += value_.parameter_count();
      blocks.push_back(std::move(block));
    }
    return blocks;
  }

  void initialize(Span parameters, const Initializer& initializer, Random& random) const override {
    value_.initialize(of_value(parameters), initializer, random);
    gate_.initialize(of_gate(parameters), initializer, random);
  }
  void initialize_from_data(Span parameters, const LayerInput& sample, LayerCache& cache,
                            Random& random) const override {
    value_.initialize_from_data(of_value(parameters), sample, cache.affine, cache.before, random);
    gate_.initialize_from_data(of_gate(parameters), sample, cache.gate_affine, cache.gate, random);
  }

  void forward(ConstSpan parameters, const LayerInput& input, LayerCache& cache, Random*) const override {
    for (Buffer* buffer : {&cache.output, &cache.before, &cache.gate, &cache.value}) {
      buffer->shape(input.rows, value_.units());
    }
    value_.prepare(of_value(parameters), input, cache.affine);
    gate_.prepare(of_gate(parameters), input, cache.gate_affine);
    const Shards blocks{input.rows, value_.block_rows(input.rows)};
    for (Index b = 0; b < blocks.count(); ++b) {
      const RowRange rows = blocks[b];
      value_.forward(of_value(parameters), input, cache.affine, rows, cache.before.all());
      gate_.forward(of_gate(parameters), input, cache.gate_affine, rows, cache.gate.all());
      const Span value = cache.value.span(rows), gate = cache.gate.span(rows), output = cache.output.span(rows);
      activation_.forward(cache.before.span(rows), value);
      sigmoid(gate, gate);
      for (std::size_t i = 0; i < output.size(); ++i) output[i] = value[i] * gate[i];
    }
  }

  void backward(ConstSpan parameters, const LayerInput& input, LayerCache& cache, Buffer& output_gradient,
                Span gradient, Buffer* input_gradient) const override {
    cache.scratch.shape(input.rows, value_.units());
    const Span value = cache.value.span(), gate = cache.gate.span();
    const Span value_slope = output_gradient.span(), gate_slope = cache.scratch.span();
    for (std::size_t i = 0; i < value.size(); ++i) {
      gate_slope[i] = value_slope[i] * value[i] * gate[i] * (1 - gate[i]);
      value_slope[i] *= gate[i];
    }
    activation_.backward(cache.before.span(), value, value_slope, value_slope);
    value_.backward(of_value(parameters), input, cache.affine, output_gradient, of_value(gradient), input_gradient);
    gate_.backward(of_gate(parameters), input, cache.gate_affine, cache.scratch, of_gate(gradient), input_gradient,
                   true);
  }

  bool activation_slope(const LayerInput&, const LayerCache& cache, Span slope) const override {
    std::ranges::fill(slope, Scalar{1});
    activation_.backward(cache.before.span(), cache.value.span(), slope, slope);
    return true;
  }

 private:
  template <class T>
  std::span<T> of_value(std::span<T> all) const {
    return all.first(static_cast<std::size_t>(value_.parameter_count()));
  }
  template <class T>
  std::span<T> of_gate(std::span<T> all) const {
    return all.subspan(static_cast<std::size_t>(value_.parameter_count()));
  }

  Affine value_, gate_;
  const Activation& activation_;
};

}  // namespace

std::unique_ptr<Layer> make_gated(const LayerSpec& spec, const FeatureShape& input) {
  if (spec.units < 1)
    throw UsageError("gated layer: found units " + std::to_string(spec.units) + ", expected at least 1");
  return std::make_unique<Gated>(input, spec);
}

}  // namespace binet::detail
