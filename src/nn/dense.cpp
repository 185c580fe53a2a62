#include "binet/base/error.hpp"
#include "nn/affine.hpp"
#include "nn/layer_types.hpp"

#include <algorithm>

namespace binet::detail {
namespace {

/// y = f(x̃·W + b)
class Dense : public Layer {
 public:
  Dense(const FeatureShape& input, const LayerSpec& spec)
      : affine_(input, spec.units, spec.input_scale), activation_(activation(spec.activation)) {}

  std::string_view type() const override { return "dense"; }
  Index output_size() const override { return affine_.units(); }
  std::vector<ParameterBlock> parameter_blocks() const override { return affine_.parameter_blocks(); }

  void initialize(Span parameters, const Initializer& initializer, Random& random) const override {
    affine_.initialize(parameters, initializer, random);
  }
  void initialize_from_data(Span parameters, const LayerInput& sample, LayerCache& cache,
                            Random& random) const override {
    affine_.initialize_from_data(parameters, sample, cache.affine, cache.before, random);
  }

  void forward(ConstSpan parameters, const LayerInput& input, LayerCache& cache, Random*) const override {
    cache.output.shape(input.rows, affine_.units());
    Buffer& before = before_activation(cache);
    before.shape(input.rows, affine_.units());
    affine_.prepare(parameters, input, cache.affine);
    const Shards blocks{input.rows, affine_.block_rows(input.rows)};
    for (Index i = 0; i < blocks.count(); ++i) {
      affine_.forward(parameters, input, cache.affine, blocks[i], before.all());
      if (!is_identity()) activation_.forward(before.span(blocks[i]), cache.output.span(blocks[i]));
    }
  }

  void backward(ConstSpan parameters, const LayerInput& input, LayerCache& cache, Buffer& output_gradient,
                Span gradient, Buffer* input_gradient) const override {
    if (!is_identity()) {
      const Span slope = output_gradient.span();
      activation_.backward(before_activation(cache).span(), cache.output.span(), slope, slope);
    }
    affine_.backward(parameters, input, cache.affine, output_gradient, gradient, input_gradient);
  }

  bool activation_slope(const LayerInput&, const LayerCache& cache, Span slope) const override {
    std::ranges::fill(slope, Scalar{1});
    const ConstSpan before = (activation_.backward_from_output ? cache.output : cache.before).span();
    activation_.backward(before, cache.output.span(), slope, slope);
    return true;
  }

 private:
  bool is_identity() const { return activation_.name == "identity"; }
  /// Where the slope comes from the output, the pre-activation need not outlive it.
  Buffer& before_activation(LayerCache& cache) const {
    return activation_.backward_from_output ? cache.output : cache.before;
  }

  Affine affine_;
  const Activation& activation_;
};

}  // namespace

std::unique_ptr<Layer> make_dense(const LayerSpec& spec, const FeatureShape& input) {
  if (spec.units < 1)
    throw UsageError("dense layer: found units " + std::to_string(spec.units) + ", expected at least 1");
  return std::make_unique<Dense>(input, spec);
}

}  // namespace binet::detail
