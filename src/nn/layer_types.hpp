#pragma once

#include "binet/base/parallel.hpp"
#include "nn/layer.hpp"

#include <memory>

/// The rows of layer_types(), each in the file of its layer.
namespace binet::detail {

LayerType dense_layer();
LayerType gated_layer();
LayerType activation_layer();
LayerType dropout_layer();
LayerType layer_norm_layer();
LayerType lstm_layer();
LayerType gru_layer();

/// The row of a class that has kName, kSummary, kReadsFeatures, kSettings and a constructor from a specification and
/// the shape of its input; kReadsSequences if it reads them.
template <class AnyLayer>
LayerType layer_type_of() {
  LayerType type{AnyLayer::kName, AnyLayer::kSummary, AnyLayer::kReadsFeatures, AnyLayer::kSettings,
                 [](const LayerSpec& spec, const FeatureShape& input) -> std::unique_ptr<Layer> {
                   return std::make_unique<AnyLayer>(spec, input);
                 }};
  if constexpr (requires { AnyLayer::kReadsSequences; }) type.reads_sequences = AnyLayer::kReadsSequences;
  return type;
}

/// The number of units, at least one. Throws UsageError.
Index checked_units(const LayerSpec&);

/// Rows per step of consecutive loops: a block of them stays in the L1 cache.
inline constexpr Index kBlockRows = 64;

}  // namespace binet::detail
