#pragma once

#include "binet/base/types.hpp"

#include <string>

namespace binet {

/// A layer as a config describes it: its type, and the settings of all types. LayerType::settings lists those that a
/// type reads.
struct LayerSpec {
  std::string type = "dense";
  Index units = 0;
  std::string activation = "relu";
  double rate = 0;           ///< share of units set to 0
  bool input_scale = false;  ///< one learnable factor per input, before the weights
  bool operator==(const LayerSpec&) const = default;
};

/// The largest rate of a dropout layer.
inline constexpr double kMostDropoutRate = 0.99;

}  // namespace binet
