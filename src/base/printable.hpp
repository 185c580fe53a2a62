#pragma once

#include <string>
#include <string_view>

namespace binet {

/// Text of unknown origin as a person may see it, on one line: control characters of both ranges, marks that turn or
/// hide text (bidirectional, line and paragraph separators) and bytes that are not UTF-8 are spelt out, as \n, \x1B or
/// \u202E. Everything else stays as it is. `keep_lines` keeps line feeds, for a page of text.
std::string printable(std::string_view text, bool keep_lines = false);

/// UTF-8 as the inside of a JavaScript string: the same characters as \u001B or \u202E, which read back the same.
std::string with_unicode_escapes(std::string_view text);

}  // namespace binet
