#include "table/header.hpp"

#include "binet/base/error.hpp"
#include "csv/record.hpp"
#include "csv/text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace binet::detail {
namespace {

/// Moves behind the next line end; false if there is none.
bool skip_line(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  if (end == std::string_view::npos) return false;
  bytes.remove_prefix(end + 1);
  return true;
}

std::string_view line_of(std::string_view bytes) {
  std::string_view line = bytes.substr(0, bytes.find('\n'));
  while (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// The bytes from the first line on that does not begin with #.
std::string_view behind_comments(std::string_view bytes) {
  while (bytes.starts_with('#') && skip_line(bytes)) {
  }
  return bytes;
}

/// Where the header is: behind lines to skip, byte-order mark and sep= line; and the delimiter as far as that says it.
struct Start {
  std::string_view bytes;  ///< from the header on
  std::size_t line = 1;
  std::optional<char> delimiter;
  std::string skipped;  ///< the first line above the header that is none, for a remark
  std::size_t skipped_lines = 0;

  void skip(const std::string& what) {
    if (skipped.empty()) skipped = what;
    ++skipped_lines;
    if (skip_line(bytes)) {
      ++line;
    } else {
      bytes = {};
    }
  }
};

/// Numbers of fields of the records from here on, a few of them.
std::vector<std::size_t> widths_of(std::string_view bytes, char delimiter, bool complete) {
  constexpr std::size_t kRecords = 6;
  std::vector<std::size_t> widths = field_counts(bytes.substr(0, kDelimiterSample), complete, delimiter);
  widths.resize(std::min(widths.size(), kRecords));
  return widths;
}

/// True if the first record is a title: it has one field, and those behind it have the same number of several.
bool is_title(const std::vector<std::size_t>& widths) {
  if (widths.size() < 3 || widths[0] != 1 || widths[1] < 2) return false;
  return std::all_of(widths.begin() + 2, widths.end(), [&](std::size_t n) { return n == widths[1]; });
}

/// Skips what stands above a header: lines of comments, and titles of one field where records have several.
void skip_preamble(Start& start, const CsvOptions& options, bool complete) {
  constexpr std::size_t kMostLines = 50;
  while (start.skipped_lines < kMostLines && !start.bytes.empty()) {
    std::size_t empty = 0;
    const char* const end = start.bytes.data() + start.bytes.size();
    const char* const begin = skip_empty_lines(start.bytes.data(), end, complete, empty);
    const std::string_view rest(begin, static_cast<std::size_t>(end - begin));
    const char delimiter = options.delimiter    ? *options.delimiter
                           : start.delimiter ? *start.delimiter
                                             : detect_delimiter(behind_comments(rest).substr(0, kDelimiterSample), complete, options.named);
    const std::vector<std::size_t> widths = widths_of(rest, delimiter, complete);
    const bool comment = rest.starts_with('#') && (widths.size() < 2 || widths[0] != widths[1] || widths[0] == 1);
    if (!comment && !is_title(widths)) return;
    start.bytes = rest;
    start.line += empty;
    start.skip(std::string(line_of(rest)));
  }
}

Start find_start(std::string_view bytes, const CsvOptions& options, const std::string& source, bool complete) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  Start start{bytes, 1, {}, "", 0};
  for (std::size_t i = 0; i < options.skip_lines; ++i, ++start.line) {
    if (!skip_line(start.bytes)) throw Error(source + ": fewer than " + std::to_string(options.skip_lines) + " lines to skip");
  }
  const std::string_view first = line_of(start.bytes);
  if (first.size() == 5 && first.starts_with("sep=") && skip_line(start.bytes)) {
    start.delimiter = first[4];
    ++start.line;
  }
  if (options.header) skip_preamble(start, options, complete);
  return start;
}

}  // namespace

std::optional<Header> read_header(const Region& region, const CsvOptions& options, const std::string& source) {
  if (options.delimiter && std::string_view("\"\r\n").find(*options.delimiter) != std::string_view::npos) {
    throw UsageError("delimiter: expected a character other than a quote or a line end");
  }
  const std::string_view all(region.begin, static_cast<std::size_t>(region.end - region.begin));
  const Start begin = find_start(all, options, source, region.complete);
  const std::string_view sample = begin.bytes.substr(0, kDelimiterSample);
  Header header;
  header.delimiter = options.delimiter ? *options.delimiter
                     : begin.delimiter ? *begin.delimiter
                                       : detect_delimiter(sample, region.complete && sample.size() == begin.bytes.size(),
                                                          options.named);
  if (begin.skipped_lines > 0) {
    header.remark = std::to_string(begin.skipped_lines) + (begin.skipped_lines == 1 ? " line" : " lines") +
                    " above the header not read: " + in_quotes(begin.skipped);
  }
  std::size_t line = begin.line;
  const char* const start = skip_empty_lines(begin.bytes.data(), region.end, region.complete, line);
  if (start == region.end && region.complete) throw Error(source + ": the file is empty; expected CSV");
  const Region within = region.up_to_record_from(start);
  const char* p = start;
  for (;;) {
    const FieldScan scan = scan_field(p, within.end, header.delimiter, within.complete);
    const auto line_at = [&](const char* at) { return line + static_cast<std::size_t>(std::count(start, at, '\n')); };
    if (scan.end == FieldEnd::needs_more && within.end == region.end) return std::nullopt;
    if (scan.end == FieldEnd::needs_more) throw Error(place(source, line) + long_record(region.longest_record));
    if (scan.end == FieldEnd::unclosed_quote) throw Error(place(source, line_at(p)) + unclosed_quote());
    const ByteError error = find_byte_error({p, static_cast<std::size_t>(scan.next - p)});
    if (error.position != std::string_view::npos) {
      throw Error(place(source, line_at(p + error.position)) + error.what);
    }
    if (scan.end == FieldEnd::text_after_quote) {
      throw Error(place(source, line_at(scan.next)) + text_after_quote(*scan.next));
    }
    header.names.push_back(text_of(scan.field));
    p = scan.next;
    if (scan.end == FieldEnd::delimiter) continue;
    header.data = options.header ? p : start;
    header.line = options.header ? line_at(p) : line;
    break;
  }
  if (!options.header) {
    for (std::size_t i = 0; i < header.names.size(); ++i) header.names[i] = default_column_name(i);
  } else if (header.names[0].starts_with('#') && header.names[0].size() > 1) {
    header.names[0] = trim_blanks(std::string_view(header.names[0]).substr(1));
  }
  header.names = checked_header(std::move(header.names), source, line, options.rename_duplicates);
  return header;
}

}  // namespace binet::detail
