#include "table/record_reader.hpp"

#include "csv/text.hpp"
#include "table/footer.hpp"

#include <algorithm>
#include <utility>

namespace binet::detail {
namespace {

std::size_t count_lines(const char* begin, const char* end) {
  return static_cast<std::size_t>(std::count(begin, end, '\n'));
}

}  // namespace

RecordReader::Outcome RecordReader::read(ReadPosition& position) {
  if (next_.at != position.at) ends_.seek(position.at);
  record_ = next_ = position;
  if (at_footer(position.at)) return skip_footer(position);
  const std::size_t width = cells_.plan().fields.size();
  for (std::size_t f = 0; f < width; ++f) {
    const FieldScan scan = next_field();
    if (scan.end == FieldEnd::needs_more) return leave_cut_record(f);
    if (!scan.whole()) return fail_in_field(scan);
    cells_.take(f, scan.field);
    next_.at = scan.next;
    if (scan.end == FieldEnd::delimiter) continue;
    if (f + 1 < width && !cells_.plan().fill_short_rows) {
      return fail(record_.line, ragged_row(f + 1, width, record_text()), next_.at);
    }
    if (static_cast<std::uint64_t>(next_.at - record_.at) > region_.longest_record) {
      return fail(record_.line, long_record(region_.longest_record), next_.at);
    }
    while (++f < width) cells_.take(f, {scan.field.end, scan.field.end, false});
    if (cells_.number_error()) return fail(record_.line, *cells_.number_error(), next_.at);
    cells_.finish_row(record_.line);
    ++next_.line;
    position = next_;
    return Outcome::complete;
  }
  return count_surplus_fields();
}

/// The field at next_, which does not move; its line includes the line ends inside quotes.
FieldScan RecordReader::next_field() {
  const char* const at = next_.at;
  const char* const quote = skip_blanks(at, region_.end, delimiter_);
  if (quote == region_.end || *quote != '"') {
    const char* const end = ends_.next();
    RawField field{at, end, false};
    if (end == region_.end && !region_.complete) return {field, FieldEnd::needs_more, at};
    if (end != region_.end && *end == delimiter_) return {field, FieldEnd::delimiter, end + 1};
    field.end = before_returns(field.begin, field.end);
    return {field, FieldEnd::record, end == region_.end ? end : end + 1};
  }
  const FieldScan scan = scan_field(at, region_.end, delimiter_, region_.complete);
  if (scan.whole()) {
    next_.line += count_lines(scan.field.begin, scan.field.end);
    ends_.seek(scan.next);
  }
  return scan;
}

/// All fields have been read and the record continues: finds its end, to report the number of fields.
RecordReader::Outcome RecordReader::count_surplus_fields() {
  const std::size_t width = cells_.plan().fields.size();
  for (std::size_t fields = width + 1;; ++fields) {
    const FieldScan scan = next_field();
    if (scan.end == FieldEnd::needs_more) return leave_cut_record(width);
    if (!scan.whole()) return fail_in_field(scan);
    next_.at = scan.next;
    if (scan.end == FieldEnd::record) return fail(record_.line, ragged_row(fields, width, record_text()), next_.at);
  }
}

/// True if a record of another width than the table begins here, and all that follows is text below the table.
bool RecordReader::at_footer(const char* at) const {
  if (region_.end - at > kLongestFooter || cells_.plan().fill_short_rows) return false;
  const std::size_t width = cells_.plan().fields.size();
  std::size_t fields = 0;
  const FieldScan last = scan_fields(at, region_.end, delimiter_, region_.complete,
                                     [&](const char*, const FieldScan& scan) { fields += scan.whole() ? 1 : 0; });
  if (last.end != FieldEnd::record || fields == width) return false;
  return is_footer({at, static_cast<std::size_t>(region_.end - at)}, delimiter_, width, region_.complete);
}

RecordReader::Outcome RecordReader::skip_footer(ReadPosition& position) const {
  if (!region_.complete) return Outcome::cut;
  position.line += count_lines(position.at, region_.end);
  position.at = region_.end;
  return Outcome::footer;
}

/// Undoes the fields of a record that the region cuts.
RecordReader::Outcome RecordReader::leave_cut_record(std::size_t fields) {
  cells_.forget_row(fields);
  return Outcome::cut;
}

RecordReader::Outcome RecordReader::fail_in_field(const FieldScan& scan) {
  if (scan.end == FieldEnd::unclosed_quote) return fail(next_.line, unclosed_quote(), record_.at);
  return fail(next_.line + count_lines(next_.at, scan.next),
              text_after_quote({scan.field.begin, scan.next}, *scan.next), scan.next + 1);
}

RecordReader::Outcome RecordReader::fail(std::size_t line, std::string what, const char* checked_to) {
  error_ = {line, std::move(what)};
  checked_to_ = checked_to;
  return Outcome::error;
}

}  // namespace binet::detail
