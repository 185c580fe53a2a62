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

inline std::string quoted_field(std::string_view text) {
  std::string field;
  append_quoted(text, field);
  return field;
}

/// A field of CSV, in quotes only where it needs them.
inline std::string csv_field(std::string_view text) {
  return text.find_first_of(",\"\r\n") == std::string_view::npos ? std::string(text) : quoted_field(text);
}

}  // namespace binet::detail
