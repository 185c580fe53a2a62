#pragma once

#include <string>
#include <string_view>

namespace binet {

/// Text of unknown origin made safe to print on one line: control characters (C0 and C1), marks that reorder or hide
/// text (bidirectional controls, line and paragraph separators) and invalid UTF-8 become \n, \x1B or \u202E. All else
/// is unchanged. `keep_lines` keeps line feeds.
std::string printable(std::string_view text, bool keep_lines = false);

/// A cell's text as the name of a row or group: "(empty)" if there is none.
std::string name_of_cell(std::string_view text);

/// The content of a JavaScript string from UTF-8: the same characters become \u001B or \u202E and read back the same.
std::string with_unicode_escapes(std::string_view text);

}  // namespace binet
