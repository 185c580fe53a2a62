#pragma once

#include "binet/math/features.hpp"
#include "binet/math/random.hpp"
#include "binet/nn/activation.hpp"
#include "binet/nn/initializer.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// A layer as a config names it. Which fields count depends on the type; see layer_types().
struct LayerSpec {
  std::string type = "dense";
  Index units = 0;                  ///< dense, gated
  std::string activation = "relu";  ///< dense, gated, activation
  double rate = 0;                  ///< dropout: the share of units set to 0
  bool input_scale = false;         ///< dense: a learnable factor an input, before the weights
  bool operator==(const LayerSpec&) const = default;
};

enum class ParameterKind { weight, bias, scale };

/// A named tensor inside the flat parameter vector: rows × columns, row by row. For weights a row is an input and a
/// column a unit, so that a category's code is one contiguous row.
struct ParameterBlock {
  std::string name;
  Index offset = 0;
  Index rows = 0;
  Index columns = 0;
  ParameterKind kind = ParameterKind::weight;
  Index fan_in = 1;
  Index size() const { return rows * columns; }
};

/// What a layer reads: the encoded features at the first layer, afterwards the output of the layer before it
/// (as `dense`, with nothing else). Rows are those of one batch or shard.
struct LayerInput {
  Eigen::Ref<const Matrix, 0, Eigen::OuterStride<>> dense;
  Eigen::Ref<const Codes, 0, Eigen::OuterStride<>> codes;
  Eigen::Ref<const Codes, 0, Eigen::OuterStride<>> bins;
  Eigen::Ref<const Matrix, 0, Eigen::OuterStride<>> positions;
};

/// What forward leaves for backward. One a layer and shard; buffers keep their memory between batches.
struct LayerCache {
  Matrix output;    ///< m × units
  Matrix before;    ///< the layer's own: pre-activations, gates, masks, normalised values
  Matrix scratch;   ///< the layer's own
  Vector statistics;  ///< the layer's own
};

/// Stateless: parameters come in, scratch lives in the cache. So one const layer serves any number of threads.
/// To add a layer: one class and its row in layer_types().
class Layer {
 public:
  virtual ~Layer() = default;
  virtual std::string_view type() const = 0;
  virtual Index output_size() const = 0;
  /// Tensors in the order in which they lie in this layer's own parameters; offsets start at 0.
  virtual std::vector<ParameterBlock> parameter_blocks() const { return {}; }
  virtual void initialize(Span /*parameters*/, const Initializer&, Random&) const {}
  /// Fills cache.output. A null noise means inference: nothing is dropped.
  virtual void forward(ConstSpan parameters, const LayerInput&, LayerCache&, Random* noise) const = 0;
  /// Adds to `gradient`; overwrites `input_gradient` (∂loss/∂dense input) unless it is null, as at the first layer.
  /// `output_gradient` (m × units) may be used as scratch.
  virtual void backward(ConstSpan parameters, const LayerInput&, LayerCache&, Matrix& output_gradient, Span gradient,
                        Matrix* input_gradient) const = 0;
};

struct LayerType {
  std::string_view name;
  std::string_view summary;
  bool reads_features;  ///< may stand first: reads codes and bins as well as dense input
  std::unique_ptr<Layer> (*make)(const LayerSpec&, const FeatureShape& input);
};

std::span<const LayerType> layer_types();

/// Throws UsageError for an unknown type, a missing size, or a first layer that cannot read features.
std::unique_ptr<Layer> make_layer(const LayerSpec&, const FeatureShape& input);

}  // namespace binet
