#include "table/header.hpp"

#include "binet/base/error.hpp"
#include "base/counted.hpp"
#include "csv/layout.hpp"
#include "csv/preamble.hpp"
#include "csv/record.hpp"
#include "csv/text.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace binet::detail {
namespace {

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
  add_remark("the first line, " + in_quotes(names[0]) + ", …, is read as the header; --no-header if it is a row",
             header);
}

/// Skips a line below the header that only underlines it.
void skip_rule(const Region& region, Header& header) {
  const std::string_view rest(header.data, static_cast<std::size_t>(region.end - header.data));
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos || !is_rule(rest.substr(0, end), header.delimiter)) return;
  header.data += end + 1;
  add_remark("line " + std::to_string(header.line) + " underlines the header and is not read", header);
  ++header.line;
}

}  // namespace

std::optional<Header> read_header(const Region& region, const CsvOptions& options, const std::string& source) {
  if (options.delimiter && std::string_view("\"\r\n").find(*options.delimiter) != std::string_view::npos) {
    throw UsageError("delimiter: expected a character other than a quote or a line end");
  }
  const std::string_view all(region.begin, static_cast<std::size_t>(region.end - region.begin));
  const Preamble begin = find_preamble(all, options, source, region.complete);
  Header header;
  header.delimiter = begin.delimiter;
  if (begin.skipped_lines > 0) {
    header.remark = counted(static_cast<long long>(begin.skipped_lines), "line") +
                    " above the header skipped: " + in_quotes(begin.skipped);
  }
  std::size_t line = begin.line;
  const char* const start = skip_empty_lines(begin.bytes.data(), region.end, region.complete, line);
  if (start == region.end && region.complete) {
    const bool empty = begin.skipped_lines == 0;
    const std::string found = empty ? "the file is empty" : "only titles or comments, as " + in_quotes(begin.skipped);
    throw Error(source + ": " + found + "; expected CSV");
  }
  const Region within = region.up_to_record_from(start);
  const auto line_at = [&](const char* at) { return line + static_cast<std::size_t>(std::count(start, at, '\n')); };
  const auto take = [&](const char* p, const FieldScan& scan) {
    if (scan.end == FieldEnd::needs_more) return;
    if (scan.end == FieldEnd::unclosed_quote) throw Error(place(source, line_at(p)) + unclosed_quote());
    const ByteError error = find_byte_error({p, static_cast<std::size_t>(scan.next - p)});
    if (error.position != std::string_view::npos) {
      throw Error(place(source, line_at(p + error.position)) + error.what);
    }
    if (scan.end == FieldEnd::text_after_quote) {
      throw Error(place(source, line_at(scan.next)) + text_after_quote({scan.field.begin, scan.next}, *scan.next));
    }
    header.names.push_back(text_of(scan.field));
  };
  const FieldScan last = scan_fields(start, within.end, header.delimiter, within.complete, take);
  if (last.end == FieldEnd::needs_more && within.end == region.end) return std::nullopt;
  if (last.end == FieldEnd::needs_more) throw Error(place(source, line) + long_record(region.longest_record));
  header.data = options.header ? last.next : start;
  header.line = options.header ? line_at(last.next) : line;
  if (options.header) skip_rule(region, header);
  if (!options.header) {
    for (std::size_t i = 0; i < header.names.size(); ++i) header.names[i] = default_column_name(i);
  } else if (header.names[0].starts_with('#') && header.names[0].size() > 1) {
    const std::size_t name = header.names[0].find_first_not_of("# ");
    if (name != std::string::npos) header.names[0] = trim_blanks(std::string_view(header.names[0]).substr(name));
  }
  if (options.header) {
    remark_on_numbers(header.names, header);
    fit_names(header_fit(shapes_of(begin.bytes, header.delimiter, region.complete)), header);
  }
  header.names = checked_header(std::move(header.names), source, line, options.rename_duplicates);
  return header;
}

}  // namespace binet::detail
