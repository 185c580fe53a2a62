#pragma once

#include "binet/nn/layer_spec.hpp"
#include "features/features.hpp"
#include "math/product.hpp"
#include "math/random.hpp"
#include "nn/activation.hpp"
#include "nn/initializer.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

enum class ParameterKind { weight, bias, scale };

/// A named tensor in the flat parameter vector: rows × columns, row by row. In weights, a row belongs to an input and a
/// column to a unit, so that the weights of a category's code are one contiguous row.
struct ParameterBlock {
  std::string name;
  Index offset = 0;
  Index rows = 0;
  Index columns = 0;
  ParameterKind kind = ParameterKind::weight;
  Index fan_in = 1;
  Index size() const { return rows * columns; }
};

/// A contiguous block of numbers, rows × columns, whose memory only grows: no allocation after the largest batch.
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
  /// The elements of the given rows.
  Span span(RowRange rows) { return {row(rows.begin), static_cast<std::size_t>(rows.size() * columns_)}; }
  ConstSpan span(RowRange rows) const { return {row(rows.begin), static_cast<std::size_t>(rows.size() * columns_)}; }
  Span span() { return span({0, rows_}); }
  ConstSpan span() const { return span({0, rows_}); }

 private:
  Vector memory_;
  Index rows_ = 0, columns_ = 0;
};

/// The input of a layer for the rows of one batch or shard: the encoded features for the first layer, otherwise only
/// `dense`, the output of the previous layer.
struct LayerInput {
  Index rows = 0;
  Rows<const Scalar> dense{};
  Rows<const std::int32_t> codes{}, bins{};
  Rows<const Scalar> positions{};
  /// Where examples are sequences: the rows of all of them, and one range per example; else null and empty.
  const Features* steps = nullptr;
  std::span<const RowRange> sequences{};

  LayerInput(const Features&, RowRange);
  explicit LayerInput(const Buffer& output) : rows(output.rows()), dense(output.all()) {}
};

/// Base class of what a type of layer keeps between forward and backward.
class LayerScratch {
 public:
  virtual ~LayerScratch() = default;
};

/// A layer's output, and what its forward keeps for its backward. One per layer and thread.
class LayerCache {
 public:
  Buffer output;       ///< m × units
  double dropout = 1;  ///< factor of the dropout rate, set by the workspace

  /// The layer's own scratch, created on first use; `Scratch` derives from LayerScratch.
  template <class Scratch>
  Scratch& own() {
    auto* scratch = dynamic_cast<Scratch*>(own_.get());
    if (scratch == nullptr) own_ = std::make_unique<Scratch>(), scratch = static_cast<Scratch*>(own_.get());
    return *scratch;
  }
  /// The scratch after forward. Throws std::bad_cast if another type of layer used the cache last.
  template <class Scratch>
  const Scratch& own() const {
    return dynamic_cast<const Scratch&>(*own_);
  }

 private:
  std::unique_ptr<LayerScratch> own_;
};

struct InferenceStep;

/// Stateless: parameters come in, scratch lives in the cache, so that one const layer serves any number of threads.
///
/// To add a layer: one class in a file of its own, which says its settings, shapes, scratch and inference steps, and
/// its row in layer_types(). Config, model file, exports and the tests that loop over the table follow from these.
class Layer {
 public:
  virtual ~Layer() = default;
  virtual std::string_view type() const = 0;
  virtual Index output_size() const = 0;
  /// Tensors in the order of this layer's own parameters; offsets start at 0.
  virtual std::vector<ParameterBlock> parameter_blocks() const { return {}; }
  virtual void initialize(Span /*parameters*/, const Initializer&, Random&) const {}
  /// Fills cache.output. A null noise means inference: no dropout.
  virtual void forward(ConstSpan parameters, const LayerInput&, LayerCache&, Random* noise) const = 0;
  /// Adds to `gradient`. Overwrites `input_gradient` (∂loss/∂dense input, in its shape) unless it is null, as in the
  /// first layer. `output_gradient` (m × units) may be used as scratch.
  virtual void backward(ConstSpan parameters, const LayerInput&, LayerCache&, Buffer& output_gradient, Span gradient,
                        Buffer* input_gradient) const = 0;
  /// The layer's inference for exports: place 0 holds its input before the first step and its output after the last.
  /// Empty: the output equals the input. Spans of the steps point into `parameters`.
  virtual std::vector<InferenceStep> inference_steps(ConstSpan parameters) const = 0;
  /// Initialises from data (see data_driven_init.hpp): rescales the weights and sets the biases for a sample of the
  /// layer's input. Does not compute the layer's output on the sample.
  virtual void initialize_from_data(Span /*parameters*/, const LayerInput&, LayerCache&, Random&) const {}
  /// After forward: overwrites `slope` (m × units) with f′ of every activation, for diagnosis; returns false if the
  /// layer has none.
  virtual bool activation_slope(const LayerInput&, const LayerCache&, Span /*slope*/) const { return false; }
};

struct LayerType {
  std::string_view name;
  std::string_view summary;
  bool reads_features;                         ///< may be the first layer: reads codes and bins as well as dense input
  std::span<const std::string_view> settings;  ///< members of LayerSpec that it reads, besides the type
  /// Throws UsageError for settings that the layer does not support.
  std::unique_ptr<Layer> (*make)(const LayerSpec&, const FeatureShape& input);
  bool reads_sequences = false;  ///< stands first where examples are sequences, and only there

  bool reads(std::string_view setting) const;
};

std::span<const LayerType> layer_types();

/// Throws UsageError listing the known names.
const LayerType& layer_type(std::string_view name);

/// The last layer of every network: dense, one unit, whose output is the logit.
LayerSpec output_layer();

/// Throws UsageError for an unknown type, a missing size, or a first layer that cannot read features.
std::unique_ptr<Layer> make_layer(const LayerSpec&, const FeatureShape& input);

}  // namespace binet
