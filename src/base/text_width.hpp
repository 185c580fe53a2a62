#pragma once

#include <cstddef>
#include <string_view>

namespace binet {

/// The columns that UTF-8 text takes on a terminal: two per character of East Asian scripts and per emoji, none per
/// mark that combines with the character before it, one per any other character (Unicode Standard Annex 11).
std::size_t text_width(std::string_view text);

/// The number of bytes of the longest beginning that is at most `columns` wide, with the marks that follow it.
std::size_t fitting_bytes(std::string_view text, std::size_t columns);

}  // namespace binet
