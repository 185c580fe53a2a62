#pragma once

#include "base/counted.hpp"
#include "base/text_width.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace binet {

// Text for people on a terminal: padded, and where lines break.

inline constexpr std::size_t kHelpWidth = 80;  ///< width of help in a file or pipe
inline constexpr std::size_t kNoWrap = static_cast<std::size_t>(-1);

/// Width of the terminal behind a file descriptor. For a file or pipe: the environment variable COLUMNS, or
/// `otherwise`. Programs that read the output find each fact on one line; people get lines that fit.
std::size_t terminal_width(int descriptor, std::size_t otherwise);

/// True for a terminal on which a program can draw: TERM is set, and not to "dumb".
bool is_drawing_terminal(int descriptor);

/// `text` padded with blanks on the right to `width` columns.
std::string padded(std::string text, std::size_t width);

/// A name on one line in at most `width` columns: of a longer one, beginning and end with "…" between, since the
/// columns of a spline differ in their last character.
std::string short_name(std::string_view name, std::size_t width);

/// Breaks text at blanks into lines of at most `width` columns; a longer word has a line of its own. Lines after the
/// first start with `indent` blanks; `used` columns of the first line are already occupied. Line ends and runs of
/// blanks in the text are kept.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent, std::size_t used);

/// "37.36%" for 0.3736: four significant digits.
std::string percentage(double share);

}  // namespace binet
