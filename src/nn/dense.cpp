#include "nn/affine.hpp"
#include "nn/layer_types.hpp"

#include <algorithm>

namespace binet::detail {
namespace {

/// y = f(x̃·W + b)
class Dense : public Layer {
 public:
  static constexpr std::string_view kName = "dense";
  static constexpr std::string_view kSummary = "weights, bias and activation";
  static constexpr bool kReadsFeatures = true;
  static constexpr std::string_view kSettings[] = {"units", "activation", "input_scale"};

  Dense(const LayerSpec& spec, const FeatureShape& input)
      : affine_(input, checked_units(spec), spec.input_scale), activation_(activation(spec.activation)) {}

  std::string_view type() const override { return kName; }
  Index output_size() const override { return affine_.units(); }
  std::vector<ParameterBlock> parameter_blocks() const override { return affine_.parameter_blocks(); }

  void initialize(Span parameters, const Initializer& initializer, Random& random) const override {
    affine_.initialize(parameters, initializer, random);
  }
  void initialize_from_data(Span parameters, const LayerInput& sample, LayerCache& cache,
                            Random& random) const override {
    Scratch& scratch = cache.own<Scratch>();
    affine_.initialize_from_data(parameters, sample, scratch.affine, scratch.before, random);
  }

  void forward(ConstSpan parameters, const LayerInput& input, LayerCache& cache, Random*) const override {
    Scratch& scratch = cache.own<Scratch>();
    cache.output.shape(input.rows, affine_.units());
    Buffer& before = keeps_before() ? scratch.before : cache.output;
    before.shape(input.rows, affine_.units());
    affine_.prepare(parameters, input, scratch.affine);
    const Shards blocks{input.rows, affine_.block_rows(input.rows)};
    for (Index i = 0; i < blocks.count(); ++i) {
      affine_.forward(parameters, input, scratch.affine, blocks[i], before.all());
      if (!is_identity()) activation_.forward(before.span(blocks[i]), cache.output.span(blocks[i]));
    }
  }

  void backward(ConstSpan parameters, const LayerInput& input, LayerCache& cache, Buffer& output_gradient,
                Span gradient, Buffer* input_gradient) const override {
    Scratch& scratch = cache.own<Scratch>();
    if (!is_identity()) {
      const Buffer& before = keeps_before() ? scratch.before : cache.output;
      const Span slope = output_gradient.span();
      activation_.backward(before.span(), cache.output.span(), slope, slope);
    }
    affine_.backward(parameters, input, scratch.affine, output_gradient, gradient, input_gradient);
  }

  std::vector<InferenceStep> inference_steps(ConstSpan parameters) const override {
    return {affine_.inference_step(parameters, 0, 1), InferenceStep::apply(activation_, 1, 0, affine_.units())};
  }

  bool activation_slope(const LayerInput&, const LayerCache& cache, Span slope) const override {
    std::ranges::fill(slope, Scalar{1});
    const Buffer& before = keeps_before() ? cache.own<Scratch>().before : cache.output;
    activation_.backward(before.span(), cache.output.span(), slope, slope);
    return true;
  }

 private:
  struct Scratch : LayerScratch {
    Buffer before;  ///< m × units: pre-activations, unless the slope is computed from the output
    AffineScratch affine;
  };

  bool is_identity() const { return activation_.name == "identity"; }
  /// If the slope is computed from the output, the pre-activation is not needed later and uses the same memory.
  bool keeps_before() const { return !activation_.backward_from_output; }

  Affine affine_;
  const Activation& activation_;
};

}  // namespace

LayerType dense_layer() {
  return layer_type_of<Dense>();
}

}  // namespace binet::detail
