#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace binet {

// Text for people: its width in characters of UTF-8, and where lines break.

inline constexpr std::size_t kHelpWidth = 80;  ///< of help that goes to a file or pipe
inline constexpr std::size_t kNoWrap = static_cast<std::size_t>(-1);

/// Columns of the terminal behind a file descriptor. If it is a file or pipe: the environment variable COLUMNS, or
/// `otherwise`. Programs that read our output find each fact on one line, people find lines that fit.
std::size_t terminal_width(int descriptor, std::size_t otherwise);

/// Number of characters, not bytes, of UTF-8.
std::size_t text_width(std::string_view text);

/// `text` padded with blanks on the right to `width` characters.
std::string padded(std::string text, std::size_t width);

/// Breaks text at blanks so that lines are at most `width` characters long; a longer word has a line of its own. Lines
/// after the first start with `indent` blanks; `used` characters of the first line are taken already. Line ends and
/// runs of blanks in the text stay.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent, std::size_t used);

/// "1 row", "2,345 rows".
std::string counted(long long count, std::string_view noun);

/// "37.36%" for 0.3736: four significant digits.
std::string percentage(double share);

}  // namespace binet
