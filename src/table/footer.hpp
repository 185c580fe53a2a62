#pragma once

#include "table/chunk.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace binet::detail {

inline constexpr std::ptrdiff_t kLongestFooter = 4096;  ///< bytes

/// True if the end of a file, from the beginning of a record on, is text below a table of `width` columns: sources,
/// footnotes, "(120 rows)" or a line that closes a box. Every line has another number of fields than the table, begins
/// with a word and has a blank or a colon; behind an empty line one word is enough. Delimiters in it have a blank or
/// nothing behind them, as in a sentence: without that it is a damaged record. A single line with delimiters but no
/// line end is a record that was cut. If `rest` is not complete, only its first line counts: more may be text too.
bool is_footer(std::string_view rest, char delimiter, std::size_t width, bool complete = true);

/// A note on the footer of a chunk that has been placed in its file.
std::string remark_on_footer(const Chunk&);

}  // namespace binet::detail
