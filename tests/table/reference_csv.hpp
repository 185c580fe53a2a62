#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// What a CSV text says, read one byte after another in the plainest way; the fast readers are held against it.
struct ReferenceCsv {
  std::vector<std::vector<std::string>> records;
  std::vector<std::size_t> lines;         ///< on which each record starts
  std::optional<std::size_t> error_line;  ///< the first error; records before it stand
  /// The first byte of the record with the error if its number of fields is the error.
  std::optional<std::size_t> ragged_at = {};
};

namespace reference {

/// Bytes of a well-formed UTF-8 sequence at i, by decoding it; 0 if there is none, or a NUL.
inline std::size_t character_length(std::string_view text, std::size_t i) {
  const auto lead = static_cast<unsigned char>(text[i]);
  if (lead < 0x80) return lead == 0 ? 0 : 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC0 || lead > 0xF7 || i + length > text.size()) return 0;
  unsigned code = lead & (0x7Fu >> length);
  for (std::size_t k = 1; k < length; ++k) {
    const auto next = static_cast<unsigned char>(text[i + k]);
    if ((next & 0xC0) != 0x80) return 0;
    code = code << 6 | (next & 0x3F);
  }
  const unsigned least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code < least || code > 0x10FFFF || surrogate ? 0 : length;
}

/// Line of the first byte in [begin, end) that is no text.
inline std::optional<std::size_t> bad_byte_line(std::string_view text, std::size_t begin, std::size_t end,
                                                std::size_t line) {
  for (std::size_t i = begin; i < end;) {
    const std::size_t length = character_length(text.substr(0, end), i);
    if (length == 0) return line;
    if (text[i] == '\n') ++line;
    i += length;
  }
  return std::nullopt;
}

}  // namespace reference

inline ReferenceCsv read_reference(std::string_view text, char delimiter) {
  ReferenceCsv csv;
  std::size_t i = 0, line = 1;
  const auto at = [&](std::size_t k) { return k < text.size() ? text[k] : '\0'; };
  const auto line_end = [&](std::size_t k) -> std::size_t {  // bytes of the line end at k
    if (k >= text.size()) return 0;
    std::size_t end = k;
    while (end < text.size() && at(end) == '\r') ++end;
    if (end < text.size()) return at(end) == '\n' ? end - k + 1 : 0;
    return end - k;
  };
  const auto blank_line = [&](std::size_t k) -> std::size_t {  // bytes of a line of nothing but spaces at k
    std::size_t end = k;
    while (end < text.size() && std::string_view(" \f\x1A").find(at(end)) != std::string_view::npos) ++end;
    if (end == text.size()) return end - k;
    const std::size_t size = line_end(end);
    return size == 0 ? 0 : end - k + size;
  };
  while (i < text.size()) {
    const bool empty_lines_count = !csv.records.empty() && csv.records[0].size() == 1;
    if (const std::size_t skipped = empty_lines_count ? 0 : blank_line(i)) {
      i += skipped;
      ++line;
      continue;
    }
    const std::size_t start = i, start_line = line;
    const auto fail = [&](std::size_t where, std::size_t checked_to) {
      csv.error_line = reference::bad_byte_line(text, start, checked_to, start_line).value_or(where);
      return csv;
    };
    std::vector<std::string> fields;
    for (bool more = true; more;) {
      std::string field;
      const auto behind_blanks = [&](std::size_t k) {
        while (k < text.size() && (at(k) == ' ' || at(k) == '\t') && at(k) != delimiter) ++k;
        return k;
      };
      if (at(behind_blanks(i)) == '"') i = behind_blanks(i);
      if (at(i) == '"' && i < text.size()) {
        const std::size_t opened = line;
        for (++i;; ++i) {
          if (i >= text.size()) return fail(opened, start);
          if (text[i] == '"' && at(i + 1) != '"') break;
          if (text[i] == '"') ++i;
          if (text[i] == '\n') ++line;
          field += text[i];
        }
        i = behind_blanks(i + 1);
        if (i < text.size() && text[i] != delimiter && line_end(i) == 0) return fail(line, i + 1);
      } else {
        while (i < text.size() && text[i] != delimiter && line_end(i) == 0) field += text[i++];
      }
      fields.push_back(field);
      more = i < text.size() && text[i] == delimiter;
      if (more) ++i;
    }
    if (const std::size_t skipped = line_end(i)) {
      i += skipped;
      ++line;
    }
    if (const auto bad = reference::bad_byte_line(text, start, i, start_line)) {
      csv.error_line = bad;
      return csv;
    }
    if (!csv.records.empty() && fields.size() != csv.records[0].size()) {
      csv.ragged_at = start;
      return fail(start_line, i);
    }
    csv.records.push_back(std::move(fields));
    csv.lines.push_back(start_line);
  }
  return csv;
}

}  // namespace binet
