#pragma once

#include "binet/nn/layer.hpp"

#include <memory>
#include <span>
#include <vector>

namespace binet {

/// The buffers of one forward and backward pass: one a thread, never shared. Keep it between calls: nothing is
/// allocated after the first batch of the largest size.
struct Workspace {
  std::vector<LayerCache> caches;
  Buffer gradient_here;
  Buffer gradient_below;
  double dropout = 1;  ///< a factor of dropout rates, in [0, 1], for schedules
};

/// A feed-forward network that ends in one logit. With no hidden layer it is logistic regression.
/// All parameters lie in one flat vector: update rules, clipping, saving and gradient checks are a line each.
class Network {
 public:
  /// Hidden layers as named; the output layer (dense, one unit, identity) is implied.
  Network(FeatureShape input, std::vector<LayerSpec> hidden);

  const FeatureShape& input_shape() const { return input_; }
  std::span<const LayerSpec> hidden() const { return hidden_; }
  /// The layers, the output layer included.
  std::size_t layer_count() const { return layers_.size(); }
  const Layer& layer(std::size_t i) const { return *layers_[i]; }

  Index parameter_count() const { return parameters_.size(); }
  Vector& parameters() { return parameters_; }
  const Vector& parameters() const { return parameters_; }
  /// Layer i's tensors, with offsets into parameters().
  std::vector<ParameterBlock> parameter_blocks(std::size_t layer) const;
  ConstSpan block(const ParameterBlock& b) const;
  Span block(const ParameterBlock& b);

  /// All of layer i's tensors.
  ConstSpan layer_parameters(std::size_t i) const;
  Span layer_parameters(std::size_t i);

  /// Weights by the initialiser, biases 0, the output layer's weights too.
  void initialize(const Initializer&, Random&);

  /// logits[i] for the rows of `features` in `rows`; noise null means inference.
  /// A row's logit has the same bits whatever rows stand beside it.
  void forward(const Features&, RowRange rows, Workspace&, Span logits, Random* noise = nullptr) const;

  /// After forward on the same rows and workspace: adds ∂Σ/∂parameters to `gradient`, given ∂Σ/∂logit per row.
  void backward(const Features&, RowRange rows, ConstSpan logit_gradient, Workspace&, Span gradient) const;

  /// What layer i reads, after forward on these rows as far as the layer before it.
  static LayerInput layer_input(std::size_t i, const Features&, RowRange, const Workspace&);

 private:
  FeatureShape input_;
  std::vector<LayerSpec> hidden_;
  std::vector<std::shared_ptr<const Layer>> layers_;
  std::vector<Index> offsets_;  ///< of each layer's parameters
  Vector parameters_;
};

}  // namespace binet
