#include "chunk.hpp"

#include "field_ends.hpp"
#include "fixed_point.hpp"
#include "record.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace binet::detail {
namespace {

std::size_t count_lines(const char* begin, const char* end) {
  return static_cast<std::size_t>(std::count(begin, end, '\n'));
}

/// A number kept narrow; beyond the range of Scalar it is the largest there is.
Scalar narrowed(double x, double offset) {
  constexpr double kLargest = std::numeric_limits<Scalar>::max();
  return static_cast<Scalar>(std::clamp(x - offset, -kLargest, kLargest));
}

class ChunkReader {
 public:
  ChunkReader(const ReadPlan& plan, const Region& region, const char* start, const char* limit, bool narrow, Chunk& out)
      : plan_(plan),
        region_(region),
        limit_(std::min(limit, region.end)),
        narrow_(narrow),
        fixed_point_(!plan.missing.any_number()),
        out_(out),
        ends_(region.end, plan.delimiter) {
    out_.begin = at_ = skip_empty_lines(start, region.end, region.complete, line_);
    line_ = 0;
    reserve();
  }

  void read();

 private:
  enum class RecordEnd { complete, cut, trouble };

  void reserve();
  RecordEnd read_record();
  FieldScan next_field();
  template <class Number>
  std::size_t read_numbers(std::size_t f, Number* row);
  RecordEnd count_surplus_fields(const char* record);
  void take(std::size_t f, const RawField&);
  double number(std::size_t f, const RawField&);
  double unusual_number(std::size_t f, const RawField&);
  void take_level(const FieldPlan&, std::size_t f, const RawField&);
  void keep(const FieldPlan&, const RawField&);
  std::string_view plain(const RawField&);
  void note_line();
  RecordEnd leave_cut_record(const char* record, std::size_t fields);
  bool is_missing(const FieldPlan&) const;
  RecordEnd fail(std::size_t line, std::string what, const char* checked_to);
  void check_bytes(const char* end);

  const ReadPlan& plan_;
  const Region& region_;
  const char* limit_;
  const bool narrow_;
  const bool fixed_point_;  ///< the fast path may be tried before looking for a missing word
  Chunk& out_;
  FieldEnds ends_;
  const char* at_;
  std::size_t line_ = 0;         ///< line ends before at_
  std::size_t record_line_ = 0;  ///< line_ at the record's start
  Index row_ = 0;
  const char* checked_to_ = nullptr;       ///< bytes up to here were read before the trouble
  std::optional<Trouble> number_trouble_;  ///< stands behind troubles with the whole record
  std::string scratch_;
};

/// Memory for as many rows as the bytes could hold. Untouched, it costs nothing.
void ChunkReader::reserve() {
  const auto width = static_cast<Index>(plan_.fields.size());
  const Index bytes = std::max<Index>(0, limit_ - at_);
  const Index rows = bytes == 0 ? 0 : bytes / std::max<Index>(2, width) + 1;
  out_.block.exact = {rows, plan_.exact};
  (narrow_ ? static_cast<void>(out_.block.narrow = {rows, plan_.other})
           : static_cast<void>(out_.block.wide = {rows, plan_.other}));
  out_.block.codes = {rows, plan_.categories};
  if (plan_.record_bytes > 0) {
    const auto likely = static_cast<Index>(static_cast<double>(bytes) / plan_.record_bytes);
    out_.block.narrow.touch(likely);
    out_.block.wide.touch(likely);
    out_.block.codes.touch(likely);
  }
  out_.levels.resize(static_cast<std::size_t>(plan_.categories));
  out_.missing.resize(plan_.fields.size());
  out_.text.resize(plan_.fields.size());
  out_.kept.resize(static_cast<std::size_t>(plan_.kept));
}

void ChunkReader::read() {
  ends_.seek(at_);
  RecordEnd end = RecordEnd::complete;
  while (at_ < limit_ && (end = read_record()) == RecordEnd::complete) {
    ++row_;
    if (at_ == region_.end || (*at_ != '\n' && *at_ != '\r')) continue;
    const char* const next = skip_empty_lines(at_, region_.end, region_.complete, line_);
    if (next != at_) ends_.seek(at_ = next);
  }
  out_.end = at_;
  out_.lines = line_;
  out_.block.rows = row_;
  out_.block.exact.shrink(row_);
  out_.block.wide.shrink(row_);
  out_.block.narrow.shrink(row_);
  out_.block.codes.shrink(row_);
  check_bytes(end == RecordEnd::trouble ? checked_to_ : at_);
}

/// Reads the record at at_ and moves behind it; a cut one is left where it is.
ChunkReader::RecordEnd ChunkReader::read_record() {
  const char* const start = at_;
  record_line_ = line_;
  note_line();
  const std::size_t width = plan_.fields.size();
  for (std::size_t f = 0; f < width; ++f) {
    if (plan_.fields[f].run > 1) {
      f = narrow_ ? read_numbers(f, out_.block.narrow.row(row_)) : read_numbers(f, out_.block.wide.row(row_));
    }
    const FieldScan scan = next_field();
    if (scan.end == FieldEnd::needs_more) return leave_cut_record(start, f);
    if (scan.end == FieldEnd::unclosed_quote) return fail(line_, unclosed_quote(), start);
    if (scan.end == FieldEnd::text_after_quote) {
      return fail(line_ + count_lines(at_, scan.next), text_after_quote(*scan.next), scan.next + 1);
    }
    take(f, scan.field);
    at_ = scan.next;
    if (scan.end == FieldEnd::delimiter) continue;
    ++line_;
    if (f + 1 < width) return fail(record_line_, ragged_row(f + 1, width), at_);
    if (!number_trouble_) return RecordEnd::complete;
    return fail(number_trouble_->lines_after, std::move(number_trouble_->what), at_);
  }
  return count_surplus_fields(start);
}

/// The way most bytes of most files go: of the run of number columns that begins at field f, reads the fields that are
/// unquoted and end with a delimiter. Returns the first field left, which is in the run.
template <class Number>
std::size_t ChunkReader::read_numbers(std::size_t f, Number* row) {
  FieldEnds ends = ends_;  // in registers
  const char* at = at_;
  const std::size_t last = f + static_cast<std::size_t>(plan_.fields[f].run) - 1;
  row += plan_.fields[f].slot;
  for (; f < last; ++f, ++row) {
    if (at == region_.end || *at == '"') break;
    FieldEnds behind = ends;
    const char* const end = behind.next();
    if (end == region_.end || *end != plan_.delimiter) break;
    const double x = number(f, {at, end, false});
    *row = narrow_ ? static_cast<Number>(narrowed(x, plan_.fields[f].offset)) : static_cast<Number>(x);
    ends = behind;
    at = end + 1;
  }
  ends_ = ends;
  at_ = at;
  return f;
}

/// The field at at_, which stays; line_ counts the line ends inside quotes.
FieldScan ChunkReader::next_field() {
  if (at_ == region_.end || *at_ != '"') {
    const char* const end = ends_.next();
    RawField field{at_, end, false};
    if (end == region_.end && !region_.complete) return {field, FieldEnd::needs_more, at_};
    if (end != region_.end && *end == plan_.delimiter) return {field, FieldEnd::delimiter, end + 1};
    if (field.end != field.begin && field.end[-1] == '\r') --field.end;
    return {field, FieldEnd::record, end == region_.end ? end : end + 1};
  }
  const FieldScan scan = scan_field(at_, region_.end, plan_.delimiter, region_.complete);
  if (scan.end == FieldEnd::delimiter || scan.end == FieldEnd::record) {
    line_ += count_lines(scan.field.begin, scan.field.end);
    ends_.seek(scan.next);
  }
  return scan;
}

/// All fields are read and the record goes on: finds its end, to say how many there are.
ChunkReader::RecordEnd ChunkReader::count_surplus_fields(const char* record) {
  const std::size_t width = plan_.fields.size();
  for (std::size_t fields = width + 1;; ++fields) {
    const FieldScan scan = next_field();
    if (scan.end == FieldEnd::needs_more) return leave_cut_record(record, width);
    if (scan.end == FieldEnd::unclosed_quote) return fail(line_, unclosed_quote(), record);
    if (scan.end == FieldEnd::text_after_quote) {
      return fail(line_ + count_lines(at_, scan.next), text_after_quote(*scan.next), scan.next + 1);
    }
    at_ = scan.next;
    if (scan.end == FieldEnd::record) return fail(record_line_, ragged_row(fields, width), at_);
  }
}

void ChunkReader::take(std::size_t f, const RawField& field) {
  const FieldPlan& plan = plan_.fields[f];
  switch (plan.kind) {
    case FieldPlan::Kind::other:
      if (narrow_) {
        out_.block.narrow(row_, plan.slot) = narrowed(number(f, field), plan.offset);
      } else {
        out_.block.wide(row_, plan.slot) = number(f, field);
      }
      break;
    case FieldPlan::Kind::exact:
      out_.block.exact(row_, plan.slot) = number(f, field);
      break;
    case FieldPlan::Kind::category:
      take_level(plan, f, field);
      break;
    case FieldPlan::Kind::skip:
      break;
  }
  if (plan.kept >= 0) keep(plan, field);
}

inline double ChunkReader::number(std::size_t f, const RawField& field) {
  double x;
  const bool usual = fixed_point_ && field.end - region_.begin >= kFixedPointReach;
  return usual && parse_fixed_point(field.begin, field.end, x) ? x : unusual_number(f, field);
}

double ChunkReader::unusual_number(std::size_t f, const RawField& field) {
  const std::string_view text = plain(field);
  double x;
  if (!plan_.missing.contains(text)) {
    if (parse_number(text, x)) return x;
    out_.text[f] = 1;
    if (plan_.fields[f].forced && !number_trouble_)
      number_trouble_ = {record_line_, not_a_number(plan_.names[f], text)};
  } else {
    ++out_.missing[f];
  }
  return std::numeric_limits<double>::quiet_NaN();
}

void ChunkReader::take_level(const FieldPlan& plan, std::size_t f, const RawField& field) {
  const std::string_view text = plain(field);
  std::int32_t& code = out_.block.codes(row_, plan.slot);
  if (plan_.missing.contains(text)) {
    code = -1;
    ++out_.missing[f];
  } else {
    code = out_.levels[static_cast<std::size_t>(plan.slot)].code(text);
  }
}

void ChunkReader::keep(const FieldPlan& plan, const RawField& field) {
  std::string_view text = field.view();
  if (field.escaped) {
    append_unescaped(text, out_.unescaped.emplace_back());
    text = out_.unescaped.back();
  }
  out_.kept[static_cast<std::size_t>(plan.kept)].push_back(text);
}

/// The field's text, valid until the next one is asked for.
std::string_view ChunkReader::plain(const RawField& field) {
  if (!field.escaped) return field.view();
  scratch_.clear();
  append_unescaped(field.view(), scratch_);
  return scratch_;
}

/// Lines are written down from the first row on that does not stand where counting rows would have it.
void ChunkReader::note_line() {
  std::vector<std::uint32_t>& lines = out_.block.line_offsets;
  const auto row = static_cast<std::size_t>(row_);
  if (lines.empty() && record_line_ == row) return;
  for (std::size_t r = lines.size(); r < row; ++r) lines.push_back(static_cast<std::uint32_t>(r));
  lines.push_back(static_cast<std::uint32_t>(record_line_));
}

/// Forgets the fields taken of a record that the region cuts, and goes back to its beginning.
ChunkReader::RecordEnd ChunkReader::leave_cut_record(const char* record, std::size_t fields) {
  at_ = record;
  line_ = record_line_;
  number_trouble_.reset();
  if (!out_.block.line_offsets.empty()) out_.block.line_offsets.pop_back();
  for (std::size_t f = 0; f < fields; ++f) {
    const FieldPlan& plan = plan_.fields[f];
    if (plan.kept >= 0) out_.kept[static_cast<std::size_t>(plan.kept)].pop_back();
    if (plan.kind != FieldPlan::Kind::skip && is_missing(plan)) --out_.missing[f];
  }
  return RecordEnd::cut;
}

/// Of the cell in the row being read.
bool ChunkReader::is_missing(const FieldPlan& plan) const {
  const TableBlock& block = out_.block;
  switch (plan.kind) {
    case FieldPlan::Kind::exact:
      return std::isnan(block.exact(row_, plan.slot));
    case FieldPlan::Kind::other:
      return narrow_ ? std::isnan(block.narrow(row_, plan.slot)) : std::isnan(block.wide(row_, plan.slot));
    case FieldPlan::Kind::category:
      return block.codes(row_, plan.slot) < 0;
    case FieldPlan::Kind::skip:
      break;
  }
  return false;
}

ChunkReader::RecordEnd ChunkReader::fail(std::size_t line, std::string what, const char* checked_to) {
  out_.trouble = {line, std::move(what)};
  checked_to_ = checked_to;
  return RecordEnd::trouble;
}

/// A NUL or invalid UTF-8 up to `end` comes before any other trouble.
void ChunkReader::check_bytes(const char* end) {
  if (end <= out_.begin) return;
  const ByteKinds kinds = byte_kinds(out_.begin, end);
  if (!kinds.nul && !kinds.not_ascii) return;
  ByteTrouble trouble = find_byte_trouble({out_.begin, static_cast<std::size_t>(end - out_.begin)});
  if (trouble.position == std::string_view::npos) return;
  out_.trouble = {count_lines(out_.begin, out_.begin + trouble.position), std::move(trouble.what)};
}

/// True if a record of the right width begins at `at`.
bool reads_as_record(const ReadPlan& plan, const Region& region, const char* at) {
  for (std::size_t fields = 1; fields <= plan.fields.size(); ++fields) {
    const FieldScan scan = scan_field(at, region.end, plan.delimiter, region.complete);
    if (scan.end == FieldEnd::record) return fields == plan.fields.size();
    if (scan.end != FieldEnd::delimiter) return false;
    at = scan.next;
  }
  return false;
}

}  // namespace

Chunk read_chunk(const ReadPlan& plan, const Region& region, const char* start, const char* limit, bool narrow) {
  Chunk chunk;
  ChunkReader(plan, region, start, limit, narrow, chunk).read();
  return chunk;
}

const char* guess_record_start(const ReadPlan& plan, const Region& region, const char* guess) {
  constexpr int kTries = 16;
  const char* first = nullptr;
  const char* p = guess - 1;
  std::size_t lines = 0;
  for (int i = 0; i < kTries; ++i) {
    p = static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(region.end - p)));
    if (p == nullptr) break;
    p = skip_empty_lines(p + 1, region.end, region.complete, lines);
    if (first == nullptr) first = p;
    if (p == region.end || reads_as_record(plan, region, p)) return p;
  }
  return first == nullptr ? region.end : first;
}

}  // namespace binet::detail
