#pragma once

#include "binet/base/parallel.hpp"
#include "binet/nn/layer.hpp"

#include <memory>

/// The makers that the table of layer.cpp names, each in the file of its layer.
namespace binet::detail {

std::unique_ptr<Layer> make_dense(const LayerSpec&, const FeatureShape& input);
std::unique_ptr<Layer> make_gated(const LayerSpec&, const FeatureShape& input);
std::unique_ptr<Layer> make_activation(const LayerSpec&, const FeatureShape& input);
std::unique_ptr<Layer> make_dropout(const LayerSpec&, const FeatureShape& input);
std::unique_ptr<Layer> make_layer_norm(const LayerSpec&, const FeatureShape& input);

/// Rows taken at a time by sweeps that follow one another: a block of them stays in the first-level cache.
inline constexpr Index kBlockRows = 64;

}  // namespace binet::detail
