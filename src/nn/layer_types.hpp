#pragma once

#include "binet/base/parallel.hpp"
#include "binet/nn/layer.hpp"

#include <memory>

/// The rows of layer_types(), each in the file of its layer.
namespace binet::detail {

LayerType dense_layer();
LayerType gated_layer();
LayerType activation_layer();
LayerType dropout_layer();
LayerType layer_norm_layer();

/// The row for a class with kName, kSummary, kReadsFeatures, kSettings and a constructor from a specification and the
/// shape of its input.
template <class AnyLayer>
LayerType layer_type_of() {
  return {AnyLayer::kName, AnyLayer::kSummary, AnyLayer::kReadsFeatures, AnyLayer::kSettings,
          [](const LayerSpec& spec, const FeatureShape& input) -> std::unique_ptr<Layer> {
            return std::make_unique<AnyLayer>(spec, input);
          }};
}

/// The number of units, at least one. Throws UsageError.
Index checked_units(const LayerSpec&);

/// Rows per step of consecutive loops: a block of them stays in the L1 cache.
inline constexpr Index kBlockRows = 64;

}  // namespace binet::detail
