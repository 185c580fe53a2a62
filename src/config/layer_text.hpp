#pragma once

#include "json/json_text.hpp"

#include <string>

namespace binet {

/// The list of layers that a short form stands for: items separated by commas, from the first hidden layer on. An item
/// is UNITS or UNITS:ACTIVATION for a dense layer, or a type of layer and its settings, as gated:16:tanh, dropout:0.1,
/// layer_norm. "none" is no hidden layer. "8:sigmoid,4:relu" becomes [{"type": "dense", "units": 8, …}, …]; whether
/// the values are allowed is for the reader of settings to say. Throws UsageError that begins with `source`.
Json layers_from_text(const std::string& text, const std::string& source);

}  // namespace binet
