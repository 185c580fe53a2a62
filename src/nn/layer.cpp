#include "nn/layer.hpp"

#include "base/find_named.hpp"
#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "nn/layer_types.hpp"
#include "nn/recurrent_kind.hpp"

#include <algorithm>

namespace binet {
namespace {

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
      positions(rows_from(features.positions.data(), features.positions.cols(), range.begin)),
      steps(features.steps.get()) {
  if (steps != nullptr) {
    sequences = std::span(features.sequences)
                    .subspan(static_cast<std::size_t>(range.begin), static_cast<std::size_t>(range.size()));
  }
}

bool LayerType::reads(std::string_view setting) const {
  return std::ranges::find(settings, setting) != settings.end();
}

std::span<const LayerType> layer_types() {
  static const LayerType types[] = {detail::dense_layer(), detail::gated_layer(), detail::activation_layer(),
                                    detail::dropout_layer(), detail::layer_norm_layer(), detail::lstm_layer(),
                                    detail::gru_layer()};
  return types;
}

const LayerType& layer_type(std::string_view name) {
  return find_named(layer_types(), "layer type", name);
}

std::vector<std::string> recurrent_kinds() {
  std::vector<std::string> kinds;
  for (const LayerType& type : layer_types()) {
    if (type.reads_sequences) kinds.emplace_back(type.name);
  }
  return kinds;
}

bool is_recurrent(std::string_view kind) {
  return std::ranges::any_of(layer_types(),
                             [&](const LayerType& type) { return type.reads_sequences && type.name == kind; });
}

LayerSpec output_layer() {
  return {.type = "dense", .units = 1, .activation = "identity"};
}

Index detail::checked_units(const LayerSpec& spec) {
  if (spec.units >= 1) return spec.units;
  throw UsageError("a " + spec.type + " layer has " + std::to_string(spec.units) + " units; expected at least 1");
}

namespace {

/// Layers that read sequences come first where examples are sequences, and are used nowhere else. Throws UsageError.
void require_sequences_where_read(const LayerType& type, const FeatureShape& input) {
  if (type.reads_sequences == input.sequences) return;
  if (!input.sequences) {
    throw UsageError("a layer of type \"" + std::string(type.name) +
                     "\" reads sequences and stands first: --sequence COLUMN and --order COLUMN (data.sequence, "
                     "data.order) say which rows make a sequence, as in --sequence patient --order day");
  }
  throw UsageError("the first layer is of type \"" + std::string(type.name) +
                   "\", but each example is a sequence (data.sequence): expected " + joined(recurrent_kinds(), " or "));
}

}  // namespace

std::unique_ptr<Layer> make_layer(const LayerSpec& spec, const FeatureShape& input) {
  const LayerType& type = layer_type(spec.type);
  require_sequences_where_read(type, input);
  if (!type.reads_features && !(input.levels.empty() && input.bins.empty())) {
    std::vector<std::string_view> first;
    for (const LayerType& known : layer_types()) {
      if (known.reads_features) first.push_back(known.name);
    }
    throw UsageError("a layer of type \"" + spec.type +
                     "\" cannot stand first, where it would read categories or bins: expected " +
                     joined(first, " or "));
  }
  return type.make(spec, input);
}

}  // namespace binet
