#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {

/// A field as it is in the file, without its outer quotes.
struct RawField {
  const char* begin = nullptr;
  const char* end = nullptr;
  bool escaped = false;  ///< it contains quotes, each doubled

  std::string_view view() const { return {begin, static_cast<std::size_t>(end - begin)}; }
};

enum class FieldEnd { delimiter, record, needs_more, unclosed_quote, text_after_quote };

struct FieldScan {
  RawField field;
  FieldEnd end;
  const char* next;  ///< first byte after the field, or the byte of the error

  /// False if the field is cut or ends in an error.
  bool whole() const { return end == FieldEnd::delimiter || end == FieldEnd::record; }
};

inline const char* behind_returns(const char* p, const char* end) {
  while (p != end && *p == '\r') ++p;
  return p;
}

inline const char* before_returns(const char* begin, const char* end) {
  while (end != begin && end[-1] == '\r') --end;
  return end;
}

/// The first byte at or after p that is not a blank; a blank delimiter is not skipped.
inline const char* skip_blanks(const char* p, const char* end, char delimiter) {
  while (p != end && (*p == ' ' || *p == '\t') && *p != delimiter) ++p;
  return p;
}

/// Reads one field that starts at `at`. The grammar, for every reader of the project:
///   A field that starts with a quote, possibly after blanks, ends at the next quote that is not doubled; blanks and
///   then a delimiter or a line end must follow. Any other field ends at the next delimiter or line end; quotes in it
///   are text. A line ends with LF, and CRs before it belong to the line end, or at the end of the file; any other CR
///   is text.
/// needs_more: the bytes end inside the field and more follow (`complete` is false).
inline FieldScan scan_field(const char* at, const char* end, char delimiter, bool complete) {
  const char* p = skip_blanks(at, end, delimiter);
  if (p == end || *p != '"') p = at;
  RawField field{at, at, false};
  if (p != end && *p == '"') {
    field.begin = ++p;
    for (;; ++p) {
      const auto* quote = static_cast<const char*>(std::memchr(p, '"', static_cast<std::size_t>(end - p)));
      if (quote == nullptr) return {field, complete ? FieldEnd::unclosed_quote : FieldEnd::needs_more, at};
      p = quote + 1;
      if (p == end && !complete) return {field, FieldEnd::needs_more, at};
      if (p == end || *p != '"') break;
      field.escaped = true;
    }
    field.end = p - 1;
    p = skip_blanks(p, end, delimiter);
    if (p == end && !complete) return {field, FieldEnd::needs_more, at};
    if (p == end) return {field, FieldEnd::record, p};
    if (*p == delimiter) return {field, FieldEnd::delimiter, p + 1};
    if (*p == '\r') {
      const char* const line_end = behind_returns(p, end);
      if (line_end == end) return {field, complete ? FieldEnd::record : FieldEnd::needs_more, end};
      if (*line_end == '\n') return {field, FieldEnd::record, line_end + 1};
    }
    if (*p == '\n') return {field, FieldEnd::record, p + 1};
    return {field, FieldEnd::text_after_quote, p};
  }
  while (p != end && *p != delimiter && *p != '\n') ++p;
  field.end = p;
  if (p == end && !complete) return {field, FieldEnd::needs_more, at};
  if (p != end && *p == delimiter) return {field, FieldEnd::delimiter, p + 1};
  field.end = before_returns(field.begin, field.end);
  return {field, FieldEnd::record, p == end ? p : p + 1};
}

/// Scans the fields of the record that starts at `at` and calls take(begin, scan) for each, also for one that is cut or
/// ends in an error. Returns the last scan: its end is `record` if the record is whole.
template <class Take>
FieldScan scan_fields(const char* at, const char* end, char delimiter, bool complete, Take&& take) {
  for (;;) {
    const FieldScan scan = scan_field(at, end, delimiter, complete);
    take(at, scan);
    if (scan.end != FieldEnd::delimiter) return scan;
    at = scan.next;
  }
}

/// The first byte at or after p that is not a space, a form feed or the mark of older systems for the end of a file.
inline const char* behind_spaces(const char* p, const char* end) {
  while (p != end && (*p == ' ' || *p == '\f' || *p == '\x1A')) ++p;
  return p;
}

/// Skips lines before a record that are empty, or hold only spaces, and counts them in `lines`.
inline const char* skip_empty_lines(const char* p, const char* end, bool complete, std::size_t& lines) {
  for (;;) {
    if (p == end) return p;
    const char* const line_end = behind_returns(behind_spaces(p, end), end);
    if (line_end == end) return complete ? end : p;
    if (*line_end != '\n') return p;
    p = line_end + 1;
    ++lines;
  }
}

/// Appends the field with "" replaced by ".
inline void append_unescaped(std::string_view field, std::string& text) {
  for (;;) {
    const std::size_t quote = field.find('"');
    if (quote == std::string_view::npos) break;
    text.append(field.substr(0, quote + 1));
    field.remove_prefix(quote + 2);
  }
  text.append(field);
}

inline std::string text_of(const RawField& field) {
  if (!field.escaped) return std::string(field.view());
  std::string text;
  append_unescaped(field.view(), text);
  return text;
}

}  // namespace binet::detail
