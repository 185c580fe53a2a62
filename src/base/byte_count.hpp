#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace binet {

/// "512M" → 512 · 1024²: a whole number and K, M, G, T or nothing, with or without a B behind, in upper or lower case.
/// Throws UsageError for any other text.
std::size_t parse_byte_count(std::string_view text);

}  // namespace binet
