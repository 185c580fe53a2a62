#pragma once

#include <string>
#include <string_view>

namespace binet::detail {

/// Appends a field of CSV in quotes, as RFC 4180 has it.
inline void append_quoted(std::string_view text, std::string& csv) {
  csv += '"';
  for (const char c : text) {
    if (c == '"') csv += c;
    csv += c;
  }
  csv += '"';
}

}  // namespace binet::detail
