#pragma once

#include "nn/layer.hpp"

#include <memory>
#include <span>
#include <vector>

namespace binet {

/// The buffers of one forward and backward pass, one per thread. Keep it between calls: nothing is allocated after the
/// first batch of the largest size.
struct Workspace {
  std::vector<LayerCache> caches;
  Buffer gradient_here;
  Buffer gradient_below;
  double dropout = 1;  ///< factor of the dropout rates, in [0, 1], set by a schedule
};

/// A feed-forward network that ends in one logit. Without hidden layers it is logistic regression. All parameters are
/// in one flat vector, which keeps update rules, clipping, saving and gradient checks simple.
class Network {
 public:
  /// `hidden` lists the hidden layers; the output layer (dense, one unit, identity) is implied.
  Network(FeatureShape input, std::vector<LayerSpec> hidden);

  const FeatureShape& input_shape() const { return input_; }
  std::span<const LayerSpec> hidden() const { return hidden_; }
  /// The number of layers, including the output layer.
  std::size_t layer_count() const { return layers_.size(); }
  const Layer& layer(std::size_t i) const { return *layers_[i]; }

  Index parameter_count() const { return parameters_.size(); }
  Vector& parameters() { return parameters_; }
  const Vector& parameters() const { return parameters_; }
  /// Layer i's tensors, with offsets into parameters().
  std::vector<ParameterBlock> parameter_blocks(std::size_t layer) const;
  ConstSpan block(const ParameterBlock& b) const;
  Span block(const ParameterBlock& b);

  /// All parameters of layer i.
  ConstSpan layer_parameters(std::size_t i) const;
  Span layer_parameters(std::size_t i);

  /// Sets all weights, including those of the output layer, by the initialiser; biases are 0.
  void initialize(const Initializer&, Random&);

  /// Computes logits[i] for the given rows of `features`; a null noise means inference. The bits of a row's logit do
  /// not depend on the other rows.
  void forward(const Features&, RowRange rows, Workspace&, Span logits, Random* noise = nullptr) const;

  /// After forward on the same rows and workspace: adds ∂Σ/∂parameters to `gradient`, given ∂Σ/∂logit for each row.
  void backward(const Features&, RowRange rows, ConstSpan logit_gradient, Workspace&, Span gradient) const;

  /// The input of layer i, after forward on these rows up to the previous layer.
  static LayerInput layer_input(std::size_t i, const Features&, RowRange, const Workspace&);

 private:
  FeatureShape input_;
  std::vector<LayerSpec> hidden_;
  std::vector<std::shared_ptr<const Layer>> layers_;
  std::vector<Index> offsets_;  ///< of each layer's parameters
  Vector parameters_;
};

}  // namespace binet
