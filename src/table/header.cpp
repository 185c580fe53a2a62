#include "table/header.hpp"

#include "binet/base/error.hpp"
#include "base/counted.hpp"
#include "csv/layout.hpp"
#include "csv/record.hpp"
#include "csv/text.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace binet::detail {
namespace {

/// Moves past the next line end; false if there is none.
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

/// The bytes from the first line that does not begin with #.
std::string_view behind_comments(std::string_view bytes) {
  while (bytes.starts_with('#') && skip_line(bytes)) {
  }
  return bytes;
}

/// The position of the header: after skipped lines, byte-order mark and sep= line; and the delimiter if that line sets
/// it.
struct Start {
  std::string_view bytes;  ///< from the header on
  std::size_t line = 1;
  std::optional<char> delimiter;
  std::string skipped;  ///< the first skipped line that is not a comment, for a remark
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

/// The delimiter from the options or a sep= line, otherwise the one that fits the following bytes.
char delimiter_at(const Start& start, std::string_view bytes, const CsvOptions& options, bool complete) {
  if (options.delimiter) return *options.delimiter;
  if (start.delimiter) return *start.delimiter;
  const std::string_view sample = bytes.substr(0, kLayoutSample);
  return detect_delimiter(sample, complete && sample.size() == bytes.size(), options.named);
}

std::vector<RecordShape> shapes_at(std::string_view bytes, char delimiter, bool complete) {
  const std::string_view sample = bytes.substr(0, kLayoutSample);
  return record_shapes(sample, complete && sample.size() == bytes.size(), delimiter);
}

/// Skips comment lines and titles above the header.
void skip_preamble(Start& start, const CsvOptions& options, bool complete) {
  constexpr std::size_t kMostLines = 50;
  while (start.skipped_lines < kMostLines && !start.bytes.empty()) {
    std::size_t empty = 0;
    const char* const end = start.bytes.data() + start.bytes.size();
    const char* const begin = skip_empty_lines(start.bytes.data(), end, complete, empty);
    const std::string_view rest(begin, static_cast<std::size_t>(end - begin));
    const char delimiter = delimiter_at(start, behind_comments(rest), options, complete);
    const std::vector<RecordShape> shapes = shapes_at(rest, delimiter, complete);
    const bool comment = rest.starts_with('#') &&
                         (shapes.size() < 2 || shapes[0].fields != shapes[1].fields || shapes[0].fields == 1 ||
                          shapes[1].first.starts_with('#'));
    if (!comment && count_titles(shapes) == 0) return;
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
    if (!skip_line(start.bytes)) throw Error(source + ": the file has fewer lines than --skip-lines " + std::to_string(options.skip_lines));
  }
  const std::string_view first = line_of(start.bytes);
  if (first.size() == 5 && first.starts_with("sep=") && skip_line(start.bytes)) {
    start.delimiter = first[4];
    ++start.line;
  }
  if (options.header) skip_preamble(start, options, complete);
  return start;
}

void add_remark(const std::string& remark, Header& header) {
  header.remark += (header.remark.empty() ? "" : "; ") + remark;
}

/// Gives the header as many names as the records have fields, where they say how.
void fit_names(HeaderFit fit, Header& header) {
  if (fit == HeaderFit::surplus_name) header.names.pop_back();
  if (fit == HeaderFit::no_last_name) header.names.emplace_back();
  if (fit != HeaderFit::no_row_name) return;
  header.names.insert(header.names.begin(), "");
  header.row_names = true;
  add_remark("the header has one name fewer than the rows have fields: the first field is a row name and is not used",
             header);
}

/// Remarks on a header that may be the first row of data: it has only numbers, or one that is not whole.
void remark_on_numbers(const std::vector<std::string>& names, Header& header) {
  std::size_t numbers = 0;
  bool fraction = false;
  for (const std::string& name : names) {
    double number = 0;
    if (!parse_number(name, number)) continue;
    ++numbers;
    fraction |= number != std::floor(number);
  }
  if (!fraction && (names.size() < 2 || numbers < names.size())) return;
  add_remark("the first line, " + in_quotes(names[0]) + ", …, is read as the header; --no-header if it is a row", header);
}

}  // namespace

std::optional<Header> read_header(const Region& region, const CsvOptions& options, const std::string& source) {
  if (options.delimiter && std::string_view("\"\r\n").find(*options.delimiter) != std::string_view::npos) {
    throw UsageError("delimiter: expected a character other than a quote or a line end");
  }
  const std::string_view all(region.begin, static_cast<std::size_t>(region.end - region.begin));
  const Start begin = find_start(all, options, source, region.complete);
  Header header;
  header.delimiter = delimiter_at(begin, begin.bytes, options, region.complete);
  if (begin.skipped_lines > 0) {
    header.remark = counted(static_cast<long long>(begin.skipped_lines), "line") + " above the header skipped: " + in_quotes(begin.skipped);
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
      throw Error(place(source, line_at(scan.next)) + text_after_quote({scan.field.begin, scan.next}, *scan.next));
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
    const std::size_t name = header.names[0].find_first_not_of("# ");
    if (name != std::string::npos) header.names[0] = trim_blanks(std::string_view(header.names[0]).substr(name));
  }
  if (options.header) {
    remark_on_numbers(header.names, header);
    fit_names(header_fit(shapes_at(begin.bytes, header.delimiter, region.complete)), header);
  }
  header.names = checked_header(std::move(header.names), source, line, options.rename_duplicates);
  return header;
}

}  // namespace binet::detail
