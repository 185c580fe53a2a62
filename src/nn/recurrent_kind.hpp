#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// The layer types that read sequences, such as "lstm". Each is also a kind of model: one such layer below the output.
std::vector<std::string> recurrent_kinds();

bool is_recurrent(std::string_view kind);

}  // namespace binet
