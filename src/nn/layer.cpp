#include "binet/nn/layer.hpp"

#include "binet/base/error.hpp"
#include "base/find_named.hpp"
#include "nn/layer_types.hpp"

namespace binet {
namespace {

constexpr LayerType kLayerTypes[] = {
    {"dense", "weights, bias and activation", true, detail::make_dense},
    {"gated", "a dense layer times the sigmoid of another", true, detail::make_gated},
    {"activation", "an activation alone", false, detail::make_activation},
    {"dropout", "sets a share of the units to 0 in training and scales up the others", false, detail::make_dropout},
    {"layer_norm", "each row to mean 0 and deviation 1, then a learnt gain and bias a unit", false,
     detail::make_layer_norm},
};

template <class Column>
Rows<Column> rows_from(Column* data, Index columns, Index begin) {
  return {data + begin * columns, columns};
}

}  // namespace

void Buffer::shape(Index rows, Index columns) {
  rows_ = rows;
  columns_ = columns;
  if (memory_.size() < rows * columns) memory_.resize(rows * columns);
}

LayerInput::LayerInput(const Features& features, RowRange range)
    : rows(range.size()),
      dense(rows_from(features.dense.data(), features.dense.cols(), range.begin)),
      codes(rows_from(features.codes.data(), features.codes.cols(), range.begin)),
      bins(rows_from(features.bins.data(), features.bins.cols(), range.begin)),
      positions(rows_from(features.positions.data(), features.positions.cols(), range.begin)) {}

std::span<const LayerType> layer_types() {
  return kLayerTypes;
}

std::unique_ptr<Layer> make_layer(const LayerSpec& spec, const FeatureShape& input) {
  const LayerType& type = find_named(layer_types(), "layer type", spec.type);
  if (!type.reads_features && !(input.levels.empty() && input.bins.empty())) {
    throw UsageError("a layer of type \"" + spec.type +
                     "\" cannot stand first, where it would read categories or bins: expected dense or gated");
  }
  return type.make(spec, input);
}

}  // namespace binet
