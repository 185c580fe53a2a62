#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace binet {

/// Parses a size such as "512M" (512 · 1024² bytes): a whole number, optionally with K, M, G or T and B, in upper or
/// lower case. Throws UsageError for any other text.
std::size_t parse_byte_count(std::string_view text);

}  // namespace binet
