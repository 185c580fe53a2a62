#pragma once

#include <cstdio>
#include <string>

namespace binet {

/// printf into a string. `pattern` is a constant of the program.
template <class... Values>
std::string format_text(const char* pattern, Values... values) {
  std::string text(static_cast<std::size_t>(std::snprintf(nullptr, 0, pattern, values...)), '\0');
  std::snprintf(text.data(), text.size() + 1, pattern, values...);
  return text;
}

}  // namespace binet
