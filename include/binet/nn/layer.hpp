#pragma once

#include "binet/features/features.hpp"
#include "binet/math/product.hpp"
#include "binet/math/random.hpp"
#include "binet/nn/activation.hpp"
#include "binet/nn/initializer.hpp"

#include <cstdint>
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

/// A block of numbers, rows × columns without gaps, whose memory only grows: no allocation after the largest batch.
class Buffer {
 public:
  /// Changes the shape; the contents become undefined.
  void shape(Index rows, Index columns);
  Index rows() const { return rows_; }
  Index columns() const { return columns_; }
  Scalar* row(Index i) { return memory_.data() + i * columns_; }
  const Scalar* row(Index i) const { return memory_.data() + i * columns_; }
  Rows<Scalar> all() { return {memory_.data(), columns_}; }
  Rows<const Scalar> all() const { return {memory_.data(), columns_}; }
  /// The numbers of some rows.
  Span span(RowRange rows) { return {row(rows.begin), static_cast<std::size_t>(rows.size() * columns_)}; }
  ConstSpan span(RowRange rows) const { return {row(rows.begin), static_cast<std::size_t>(rows.size() * columns_)}; }
  Span span() { return span({0, rows_}); }
  ConstSpan span() const { return span({0, rows_}); }

 private:
  Vector memory_;
  Index rows_ = 0, columns_ = 0;
};

/// What a layer reads: the encoded features at the first layer, afterwards the output of the layer before it
/// (as `dense`, with nothing else). Rows are those of one batch or shard.
struct LayerInput {
  Index rows = 0;
  Rows<const Scalar> dense{};
  Rows<const std::int32_t> codes{}, bins{};
  Rows<const Scalar> positions{};

  LayerInput(const Features&, RowRange);
  explicit LayerInput(const Buffer& output) : rows(output.rows()), dense(output.all()) {}
};

/// The rows of a batch by bin, a list for each bin of each piecewise-linear column, and their positions column by
/// column.
struct BinLists {
  Index rows = 0;
  std::vector<std::int32_t> first;  ///< one a bin: its first row, or −1
  std::vector<std::int32_t> next;   ///< columns × rows: the next row of the same bin, or −1
  Buffer positions;                 ///< columns × rows
};

/// What an affine map of features works in.
struct AffineCache {
  Buffer scaled_weights, weight_gradient;  ///< of the dense inputs, where there is an input scale
  Buffer transposed_weights;
  BinLists bins;
};

/// What forward leaves for backward, and scratch. One a layer and shard. All but `output` is the layer's own affair.
struct LayerCache {
  Buffer output;  ///< m × units
  Buffer before;  ///< pre-activations, masks or normalised values
  Buffer value;   ///< what a gate multiplies
  Buffer gate;    ///< gates, or 1/deviation of a row
  Buffer scratch;
  AffineCache affine, gate_affine;
  double dropout = 1;  ///< a factor of dropout rates, from the workspace
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
  /// Adds to `gradient`; overwrites `input_gradient` (∂loss/∂dense input, in shape) unless it is null, as at the first
  /// layer. `output_gradient` (m × units) may be used as scratch.
  virtual void backward(ConstSpan parameters, const LayerInput&, LayerCache&, Buffer& output_gradient, Span gradient,
                        Buffer* input_gradient) const = 0;
  /// Starts from data instead (see data_driven_init.hpp): rescales the weights and sets the biases for a sample of the
  /// layer's input. The layer's output on the sample is forward's business.
  virtual void initialize_from_data(Span /*parameters*/, const LayerInput&, LayerCache&, Random&) const {}
  /// After forward: f′ of every activation (m × units), for diagnosis; false if the layer has none.
  virtual bool activation_slope(const LayerInput&, const LayerCache&, Span /*slope*/) const { return false; }
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
