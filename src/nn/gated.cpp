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
  static constexpr std::string_view kName = "gated";
  static constexpr std::string_view kSummary = "a dense layer times the sigmoid of another";
  static constexpr bool kReadsFeatures = true;
  static constexpr std::string_view kSettings[] = {"units", "activation", "input_scale"};

  Gated(const LayerSpec& spec, const FeatureShape& input)
      : value_(input, checked_units(spec), spec.input_scale),
        gate_(input, spec.units, spec.input_scale, "gate_"),
        activation_(activation(spec.activation)) {}

  std::string_view type() const override { return kName; }
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
    Scratch& scratch = cache.own<Scratch>();
    value_.initialize_from_data(of_value(parameters), sample, scratch.affine, scratch.before, random);
    gate_.initialize_from_data(of_gate(parameters), sample, scratch.gate_affine, scratch.gate, random);
  }

  void forward(ConstSpan parameters, const LayerInput& input, LayerCache& cache, Random*) const override {
    Scratch& scratch = cache.own<Scratch>();
    for (Buffer* buffer : {&cache.output, &scratch.before, &scratch.gate, &scratch.value}) {
      buffer->shape(input.rows, value_.units());
    }
    value_.prepare(of_value(parameters), input, scratch.affine);
    gate_.prepare(of_gate(parameters), input, scratch.gate_affine);
    const Shards blocks{input.rows, value_.block_rows(input.rows)};
    for (Index b = 0; b < blocks.count(); ++b) {
      const RowRange rows = blocks[b];
      value_.forward(of_value(parameters), input, scratch.affine, rows, scratch.before.all());
      gate_.forward(of_gate(parameters), input, scratch.gate_affine, rows, scratch.gate.all());
      const Span value = scratch.value.span(rows), gate = scratch.gate.span(rows), output = cache.output.span(rows);
      activation_.forward(scratch.before.span(rows), value);
      sigmoid(gate, gate);
      for (std::size_t i = 0; i < output.size(); ++i) output[i] = value[i] * gate[i];
    }
  }

  void backward(ConstSpan parameters, const LayerInput& input, LayerCache& cache, Buffer& output_gradient,
                Span gradient, Buffer* input_gradient) const override {
    Scratch& scratch = cache.own<Scratch>();
    scratch.gate_gradient.shape(input.rows, value_.units());
    const Span value = scratch.value.span(), gate = scratch.gate.span();
    const Span value_slope = output_gradient.span(), gate_slope = scratch.gate_gradient.span();
    for (std::size_t i = 0; i < value.size(); ++i) {
      gate_slope[i] = value_slope[i] * value[i] * gate[i] * (1 - gate[i]);
      value_slope[i] *= gate[i];
    }
    activation_.backward(scratch.before.span(), value, value_slope, value_slope);
    value_.backward(of_value(parameters), input, scratch.affine, output_gradient, of_value(gradient), input_gradient);
    gate_.backward(of_gate(parameters), input, scratch.gate_affine, scratch.gate_gradient, of_gate(gradient),
                   input_gradient, true);
  }

  std::vector<InferenceStep> inference_steps(ConstSpan parameters) const override {
    const Index units = value_.units();
    return {value_.inference_step(of_value(parameters), 0, 1), gate_.inference_step(of_gate(parameters), 0, 2),
            InferenceStep::apply(activation_, 1, 1, units), InferenceStep::apply(activation("sigmoid"), 2, 2, units),
            InferenceStep::multiply(1, 2, 0, units)};
  }

  bool activation_slope(const LayerInput&, const LayerCache& cache, Span slope) const override {
    const Scratch& scratch = cache.own<Scratch>();
    std::ranges::fill(slope, Scalar{1});
    activation_.backward(scratch.before.span(), scratch.value.span(), slope, slope);
    return true;
  }

 private:
  struct Scratch : LayerScratch {
    Buffer before;         ///< m × units: x̃·W + b
    Buffer value;          ///< m × units: f of it, which the gate multiplies
    Buffer gate;           ///< m × units: σ(x̃·V + c)
    Buffer gate_gradient;  ///< m × units: ∂loss/∂(x̃·V + c)
    AffineScratch affine, gate_affine;
  };

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

LayerType gated_layer() {
  return layer_type_of<Gated>();
}

}  // namespace binet::detail
