#pragma once

#include "json/json_text.hpp"

#include <string>

namespace binet {

/// Converts the short form of a list of layers: items separated by commas, starting with the first hidden layer. An
/// item is UNITS or UNITS:ACTIVATION for a dense layer, or a layer type with its settings, as gated:16:tanh,
/// dropout:0.1, layer_norm. "none" means no hidden layer. "8:sigmoid,4:relu" becomes [{"type": "dense", "units": 8, …},
/// …]. The reader of settings checks the values. Throws UsageError; the message begins with `source`.
Json layers_from_text(const std::string& text, const std::string& source);

}  // namespace binet
