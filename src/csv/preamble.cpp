#include "csv/preamble.hpp"

#include "base/counted.hpp"
#include "binet/base/error.hpp"
#include "csv/record.hpp"
#include "csv/text.hpp"

#include <algorithm>

namespace binet::detail {
namespace {

/// Moves past the next line end; false if there is none.
bool skip_line(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  if (end == std::string_view::npos) return false;
  bytes.remove_prefix(end + 1);
  return true;
}

/// The bytes from the first line that does not begin with #.
std::string_view behind_comments(std::string_view bytes) {
  while (bytes.starts_with('#') && skip_line(bytes)) {
  }
  return bytes;
}

/// The bytes from the first line that is not empty, and the number of empty lines.
std::pair<std::string_view, std::size_t> behind_empty_lines(std::string_view bytes, bool complete) {
  std::size_t lines = 0;
  const char* const end = bytes.data() + bytes.size();
  const char* const begin = skip_empty_lines(bytes.data(), end, complete, lines);
  return {{begin, static_cast<std::size_t>(end - begin)}, lines};
}

void skip_title(Preamble& preamble) {
  if (preamble.skipped.empty()) preamble.skipped = line_of(preamble.bytes);
  ++preamble.skipped_lines;
  if (skip_line(preamble.bytes)) {
    ++preamble.line;
  } else {
    preamble.bytes.remove_prefix(preamble.bytes.size());
  }
}

/// True if the first line is a comment: it begins with # and is not a header of the records after it.
bool is_comment(std::string_view bytes, const std::vector<RecordShape>& shapes) {
  if (!bytes.starts_with('#')) return false;
  return shapes.size() < 2 || shapes[0].fields != shapes[1].fields || shapes[0].fields == 1 ||
         shapes[1].first.starts_with('#');
}

}  // namespace

std::string_view line_of(std::string_view bytes) {
  std::string_view line = bytes.substr(0, bytes.find('\n'));
  while (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::vector<RecordShape> shapes_of(std::string_view bytes, char delimiter, bool complete) {
  const std::string_view sample = bytes.substr(0, kLayoutSample);
  return record_shapes(sample, complete && sample.size() == bytes.size(), delimiter);
}

Preamble find_preamble(std::string_view bytes, const CsvOptions& options, const std::string& source, bool complete) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF", kSeparator = "sep=";
  constexpr std::size_t kMostTitles = 50;
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  Preamble preamble;
  preamble.bytes = bytes;
  for (std::size_t i = 0; i < options.skip_lines; ++i, ++preamble.line) {
    if (skip_line(preamble.bytes)) continue;
    throw Error(source + ": the file has fewer lines than --skip-lines " + std::to_string(options.skip_lines));
  }
  std::optional<char> given = options.delimiter;
  const std::string_view first = line_of(preamble.bytes);
  if (first.size() == kSeparator.size() + 1 && first.starts_with(kSeparator) && skip_line(preamble.bytes)) {
    if (!given) given = first.back();
    ++preamble.line;
  }
  const auto delimiter_of = [&](std::string_view text) {
    if (given) return *given;
    const std::string_view sample = text.substr(0, kLayoutSample);
    return detect_delimiter(sample, complete && sample.size() == text.size(), options.named);
  };
  const auto titles_of = [&](std::string_view rest) {
    const char delimiter = delimiter_of(behind_comments(rest));
    const std::vector<RecordShape> shapes = shapes_of(rest, delimiter, complete);
    return is_comment(rest, shapes) ? 1 : count_titles(shapes, rest, delimiter, options.named);
  };
  while (options.header && preamble.skipped_lines < kMostTitles && !preamble.bytes.empty()) {
    std::size_t titles = titles_of(behind_empty_lines(preamble.bytes, complete).first);
    if (titles == 0) break;
    for (; titles > 0; --titles) {
      const auto [rest, empty_lines] = behind_empty_lines(preamble.bytes, complete);
      preamble.bytes = rest;
      preamble.line += empty_lines;
      skip_title(preamble);
    }
  }
  preamble.delimiter = delimiter_of(preamble.bytes);
  return preamble;
}

bool is_rule(std::string_view line, char delimiter) {
  constexpr std::size_t kLeast = 3;
  std::size_t dashes = 0;
  for (const char c : line) {
    if (c != delimiter && std::string_view("-=+|: \t\r").find(c) == std::string_view::npos) return false;
    dashes += c == '-' || c == '=';
  }
  return dashes >= kLeast;
}

std::optional<HeaderRecord> find_header_record(std::string_view bytes, const CsvOptions& options,
                                               const std::string& source, bool complete) {
  if (!complete && bytes.size() < 2 * kLayoutSample) return std::nullopt;
  const Preamble preamble = find_preamble(bytes, options, source, complete);
  const std::string_view header = behind_empty_lines(preamble.bytes, complete).first;
  const FieldScan last = scan_fields(header.data(), header.data() + header.size(), preamble.delimiter, complete,
                                     [](const char*, const FieldScan&) {});
  if (last.end == FieldEnd::needs_more) return std::nullopt;
  const char* const p = last.next;
  HeaderRecord record{static_cast<std::size_t>(header.data() - bytes.data()),
                      static_cast<std::size_t>(p - bytes.data()), 0, preamble.delimiter};
  record.lines = static_cast<std::size_t>(std::count(bytes.data(), p, '\n'));
  return record;
}

}  // namespace binet::detail
