#include "table/chunk.hpp"

#include "csv/field_ends.hpp"
#include "csv/fixed_point.hpp"
#include "csv/long_number.hpp"
#include "csv/record.hpp"
#include "csv/record_batch.hpp"
#include "math/pack.hpp"
#include "table/summary.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace binet::detail {
namespace {

std::size_t count_lines(const char* begin, const char* end) {
  return static_cast<std::size_t>(std::count(begin, end, '\n'));
}

/// Distances from `offset` that a Scalar can hold: beyond its range the largest there is. NaN stays.
Pack<double> bounded_distance(const Pack<double>& x, const Pack<double>& offset) {
  const Pack<double> most = broadcast<double>(std::numeric_limits<Scalar>::max());
  return smallest(most, largest(-most, x - offset));
}

/// Where numbers of a run of fields go that are kept as they are.
struct NumbersAsRead {
  using Number = double;
  PageArray<double>& cells;

  Number kept(double x, std::size_t) const { return x; }
  void keep_row(const double* x, std::size_t, Number* to) const { std::copy_n(x, kFieldBatch, to); }
  void keep_column(const double* x, std::size_t, Number* to) const { std::copy_n(x, kFieldBatch, to); }
};

/// Where they go if they are kept narrow.
struct NarrowNumbers {
  using Number = Scalar;
  PageArray<Scalar>& cells;
  const double* offsets;  ///< one a field of the run

  /// Of field i of the run.
  Number kept(double x, std::size_t i) const {
    return static_cast<Number>(bounded_distance(broadcast(x), broadcast(offsets[i]))[0]);
  }
  /// Of as many fields as a batch has, from field i on.
  void keep_row(const double* x, std::size_t i, Number* to) const {
    each_pack([&](std::ptrdiff_t j) { keep(x + j, load(offsets + i + j), to + j); });
  }
  /// All of field i.
  void keep_column(const double* x, std::size_t i, Number* to) const {
    each_pack([&](std::ptrdiff_t j) { keep(x + j, broadcast(offsets[i]), to + j); });
  }

 private:
  template <class Body>
  static void each_pack(const Body& body) {
    for (std::ptrdiff_t j = 0; j < static_cast<std::ptrdiff_t>(kFieldBatch); j += kLanes<double>) body(j);
  }
  static void keep(const double* x, const Pack<double>& offset, Number* to) {
    typedef Number Narrow __attribute__((vector_size(kLanes<double> * sizeof(Number))));
    const auto narrow = __builtin_convertvector(bounded_distance(load(x), offset), Narrow);
    std::memcpy(to, &narrow, sizeof narrow);
  }
};

class ChunkReader {
 public:
  ChunkReader(const ReadPlan& plan, const Region& region, const char* start, const char* limit, bool narrow,
              ChunkMemory* memory, Chunk& out)
      : plan_(plan),
        region_(region),
        limit_(std::min(limit, region.end)),
        narrow_(narrow),
        fixed_point_(!plan.missing.any_number()),
        empty_is_missing_(plan.missing.contains_empty()),
        memory_(memory),
        out_(out),
        record_batch_(plan.fields.size(), plan.delimiter),
        ends_(region.end, plan.delimiter) {
    out_.begin = at_ = skip_empty_lines(start, region.end, region.complete, line_);
    line_ = 0;
    reserve();
  }

  void read();

 private:
  enum class RecordEnd { complete, cut, error };

  void reserve();
  void pack();
  bool read_record_batch();
  void read_number_fields(std::size_t f);
  NarrowNumbers narrow_numbers(std::size_t f);
  template <class Place>
  void read_number_rows(std::size_t f, std::size_t run, const Place&);
  template <class Place>
  void read_number_column(std::size_t f, std::size_t i, const Place&);
  unsigned read_batch(const std::uint32_t* ends, std::size_t stride, double* x) const;
  double number_left(std::size_t record, std::size_t f);
  void read_level_fields(std::size_t f);
  void count_batch_rows();
  RecordEnd read_record();
  FieldScan next_field();
  RecordEnd count_surplus_fields(const char* record);
  void take(std::size_t f, const RawField&);
  double number(std::size_t f, const RawField&);
  double unusual_number(std::size_t f, const RawField&);
  void take_level(const FieldPlan&, std::size_t f, const RawField&);
  void keep(const FieldPlan&, const RawField&);
  std::string_view plain(const RawField&);
  void note_line();
  RecordEnd leave_cut_record(const char* record, std::size_t fields);
  void count_missing_numbers();
  RecordEnd fail(std::size_t line, std::string what, const char* checked_to);
  void check_bytes(const char* end);

  const ReadPlan& plan_;
  const Region& region_;
  const char* limit_;
  const bool narrow_;
  const bool fixed_point_;  ///< the fast path may be tried before looking for a missing word
  const bool empty_is_missing_;
  ChunkMemory* memory_;
  Chunk& out_;
  RecordBatch record_batch_;
  const char* irregular_to_ = nullptr;  ///< up to here records are read one by one
  FieldEnds ends_;                      ///< for these
  const char* at_;
  std::size_t line_ = 0;         ///< line ends before at_
  std::size_t record_line_ = 0;  ///< line_ at the record's start
  Index row_ = 0;
  bool unusual_bytes_ = false;             ///< there may be NUL or bytes beyond ASCII
  const char* checked_to_ = nullptr;       ///< bytes up to here were read before the error
  std::optional<ParseError> number_trouble_;  ///< stands behind errors with the whole record
  std::string scratch_;
};

/// Memory for as many rows as the bytes could hold. Untouched, it costs nothing.
void ChunkReader::reserve() {
  const auto width = static_cast<Index>(plan_.fields.size());
  const Index bytes = std::max<Index>(0, limit_ - at_);
  const Index rows = bytes == 0 ? 0 : bytes / std::max<Index>(2, width) + 1;
  const auto likely = plan_.record_bytes > 0 ? static_cast<Index>(static_cast<double>(bytes) / plan_.record_bytes) : 0;
  TableBlock none;
  TableBlock &block = out_.block, &scratch = memory_ != nullptr ? memory_->scratch : none;
  const auto reserve = [&](auto& cells, auto& from, Index columns) {
    if (from.holds(rows, columns)) {
      cells = std::move(from);
    } else {
      cells = {rows, columns};
      cells.touch(likely);
    }
  };
  reserve(block.exact, scratch.exact, plan_.exact);
  if (!narrow_) reserve(block.wide, scratch.wide, plan_.other);
  if (narrow_) reserve(block.narrow, scratch.narrow, plan_.other);
  reserve(block.codes, scratch.codes, plan_.categories);
  for (Index c = 0; c < plan_.categories; ++c) out_.levels.emplace_back(&plan_.missing);
  out_.missing.resize(plan_.fields.size());
  out_.text.resize(plan_.fields.size());
  out_.kept.resize(static_cast<std::size_t>(plan_.kept));
}

/// Leaves the cells read in no more memory than they need.
void ChunkReader::pack() {
  TableBlock& block = out_.block;
  const auto pack = [&](auto& cells, auto TableBlock::*of_scratch) {
    if (memory_ == nullptr || cells.columns() == 0) return cells.shrink(row_);
    memory_->scratch.*of_scratch = std::exchange(cells, {memory_->arena, cells, row_});
  };
  pack(block.exact, &TableBlock::exact);
  pack(block.wide, &TableBlock::wide);
  pack(block.narrow, &TableBlock::narrow);
  pack(block.codes, &TableBlock::codes);
}

void ChunkReader::read() {
  ends_.seek(at_);
  RecordEnd end = RecordEnd::complete;
  while (at_ < limit_) {
    if (!read_record_batch()) {
      end = read_record();
      if (end != RecordEnd::complete) break;
      ++row_;
    }
    if (at_ == region_.end || (*at_ != '\n' && *at_ != '\r')) continue;
    const char* const next = skip_empty_lines(at_, region_.end, region_.complete, line_);
    if (next != at_) ends_.seek(at_ = next);
  }
  out_.end = at_;
  out_.lines = line_;
  out_.block.rows = row_;
  if (plan_.summaries) out_.summaries = summarise(out_.block, plan_.offsets);
  count_missing_numbers();
  pack();
  check_bytes(end == RecordEnd::error ? checked_to_ : at_);
}

/// Cells without a number, text in their place among them.
void ChunkReader::count_missing_numbers() {
  const std::vector<double> counts = plan_.summaries ? std::vector<double>() : count_numbers(out_.block);
  for (std::size_t f = 0; f < plan_.fields.size(); ++f) {
    if (!plan_.is_number(f)) continue;
    const bool exact = plan_.fields[f].kind == FieldPlan::Kind::exact;
    const auto place = static_cast<std::size_t>(plan_.fields[f].slot + (exact ? 0 : plan_.exact));
    const double count = plan_.summaries ? out_.summaries[place].count : counts[place];
    out_.missing[f] = row_ - static_cast<Index>(count);
  }
}

/// The way almost all records go: reads many of them at once, field by field. False, and nothing done, if the next ones
/// have to be read one by one.
bool ChunkReader::read_record_batch() {
  if (at_ < irregular_to_ || at_ - region_.begin < kFieldReach) return false;
  const bool regular = record_batch_.find(region_, at_, limit_);
  for (std::size_t f = 0; regular && f < plan_.fields.size(); ++f) {
    const FieldPlan& plan = plan_.fields[f];
    const bool run_begins = plan.run > 0 && (f == 0 || plan_.fields[f - 1].run != plan.run + 1);
    if (run_begins) read_number_fields(f);
    if (plan.kind == FieldPlan::Kind::category) read_level_fields(f);
    for (std::size_t r = 0; plan.kept >= 0 && r < record_batch_.records(); ++r) keep(plan, record_batch_.field(r, f));
  }
  if (!regular || number_trouble_) {  // of several errors the first counts, which reading one by one finds
    number_trouble_.reset();
    irregular_to_ = record_batch_.looked_to();
    return false;
  }
  unusual_bytes_ |= record_batch_.unusual_bytes();
  count_batch_rows();
  ends_.seek(at_ = record_batch_.next());
  return true;
}

/// The run of number fields that begins at f. Eight are read at a time, of one record where there are as many side by
/// side, else of as many records.
void ChunkReader::read_number_fields(std::size_t f) {
  const auto read = [&](const auto& place) {
    const auto run = static_cast<std::size_t>(plan_.fields[f].run);
    if (run >= kFieldBatch) return read_number_rows(f, run, place);
    for (std::size_t i = 0; i < run; ++i) read_number_column(f, i, place);
  };
  if (plan_.fields[f].kind == FieldPlan::Kind::exact) return read(NumbersAsRead{out_.block.exact});
  if (!narrow_) return read(NumbersAsRead{out_.block.wide});
  read(narrow_numbers(f));
}

NarrowNumbers ChunkReader::narrow_numbers(std::size_t f) {
  return {out_.block.narrow, plan_.offsets.data() + plan_.fields[f].slot};
}

template <class Place>
void ChunkReader::read_number_rows(std::size_t f, std::size_t run, const Place& place) {
  for (std::size_t r = 0; r < record_batch_.records(); ++r) {
    const std::uint32_t* const ends = record_batch_.ends() + r * plan_.fields.size() + f;
    auto* const cells = place.cells.row(row_ + static_cast<Index>(r)) + plan_.fields[f].slot;
    for (std::size_t next = 0; next < run; next += kFieldBatch) {
      const std::size_t first = std::min(next, run - kFieldBatch);  // the last ones again where fewer are left
      alignas(64) double x[kFieldBatch];
      const unsigned left = read_batch(ends + first, 1, x);
      const unsigned kept_before = ~(kWholeBatch << (next - first));
      for (unsigned rest = left & ~kept_before; rest != 0; rest &= rest - 1) {
        const auto i = static_cast<std::size_t>(std::countr_zero(rest));
        x[i] = number_left(r, f + first + i);
      }
      if ((left & kept_before) == 0) {
        place.keep_row(x, first, cells + first);
      } else {
        for (std::size_t i = next - first; i < kFieldBatch; ++i) cells[first + i] = place.kept(x[i], first + i);
      }
    }
  }
}

/// Of field f + i of the records.
template <class Place>
void ChunkReader::read_number_column(std::size_t f, std::size_t i, const Place& place) {
  const std::size_t width = plan_.fields.size(), records = record_batch_.records();
  const std::uint32_t* const ends = record_batch_.ends() + f + i;
  const Index columns = place.cells.columns();
  auto* cell = place.cells.row(row_) + plan_.fields[f + i].slot;
  alignas(64) double x[kFieldBatch];
  std::size_t r = 0;
  for (; r + kFieldBatch <= records; r += kFieldBatch) {
    for (unsigned left = read_batch(ends + r * width, width, x); left != 0; left &= left - 1) {
      const auto j = static_cast<std::size_t>(std::countr_zero(left));
      x[j] = number_left(r + j, f + i);
    }
    typename Place::Number kept[kFieldBatch];
    place.keep_column(x, i, kept);
    for (std::size_t j = 0; j < kFieldBatch; ++j, cell += columns) *cell = kept[j];
  }
  for (; r < records; ++r, cell += columns) *cell = place.kept(number_left(r, f + i), i);
}

/// Reads a batch; the result is the fields to be read one by one.
unsigned ChunkReader::read_batch(const std::uint32_t* ends, std::size_t stride, double* x) const {
  constexpr std::uint32_t kMost = kFieldBatch * (kFieldReach + 2);  // bytes of which a batch may have room for all
  if (!fixed_point_ || (stride == 1 && ends[kFieldBatch] - ends[0] > kMost)) return kWholeBatch;
  const NumberBatch batch = parse_eight_fixed_points(record_batch_.base(), ends, stride, x);
  return kWholeBatch & ~(batch.read | (empty_is_missing_ ? batch.empty : 0));
}

/// Of a field of the record batch that is not read with seven others.
double ChunkReader::number_left(std::size_t record, std::size_t f) {
  const RawField field = record_batch_.field(record, f);
  const bool missing = field.begin == field.end && empty_is_missing_;
  return missing ? std::numeric_limits<double>::quiet_NaN() : number(f, field);
}

void ChunkReader::read_level_fields(std::size_t f) {
  const Index slot = plan_.fields[f].slot;
  LevelDictionary& levels = out_.levels[static_cast<std::size_t>(slot)];
  const auto stride = static_cast<std::size_t>(out_.block.codes.columns());
  std::int32_t* const codes = out_.block.codes.row(row_) + slot;
  levels.codes_within(record_batch_.column(f), record_batch_.records(), codes, stride);
  for (std::size_t r = 0; r < record_batch_.records(); ++r) out_.missing[f] += codes[r * stride] < 0;
}

/// Moves behind the rows of the record batch.
void ChunkReader::count_batch_rows() {
  const std::size_t records = record_batch_.records();
  if (!record_batch_.lines_in_fields() && out_.block.line_offsets.empty() && line_ == static_cast<std::size_t>(row_)) {
    line_ += records;
    row_ += static_cast<Index>(records);
    return;
  }
  for (std::size_t r = 0; r < records; ++r, ++row_) {
    record_line_ = line_;
    note_line();
    line_ += record_batch_.lines_in_fields() ? count_lines(record_batch_.begin(r), record_batch_.begin(r + 1)) : 1;
  }
}

/// Reads the record at at_ and moves behind it; a cut one is left where it is.
ChunkReader::RecordEnd ChunkReader::read_record() {
  const char* const start = at_;
  unusual_bytes_ = true;
  record_line_ = line_;
  note_line();
  const std::size_t width = plan_.fields.size();
  for (std::size_t f = 0; f < width; ++f) {
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
        out_.block.narrow(row_, plan.slot) = narrow_numbers(f).kept(number(f, field), 0);
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
  if (fixed_point_ && field.begin != field.end) {
    const std::ptrdiff_t before = field.end - region_.begin;
    double x;
    if (before >= kFieldReach && parse_fixed_point(field.begin, field.end, x)) return x;
    if (before >= kLongNumberReach && parse_long_number(field.begin, field.end, x)) return x;
  }
  return unusual_number(f, field);
}

double ChunkReader::unusual_number(std::size_t f, const RawField& field) {
  const std::string_view text = plain(field);
  double x;
  if (!plan_.missing.contains(text)) {
    if (parse_number(text, x)) return x;
    out_.text[f] = 1;
    if (plan_.fields[f].forced && !number_trouble_)
      number_trouble_ = {record_line_, not_a_number(plan_.names[f], text)};
  }
  return std::numeric_limits<double>::quiet_NaN();
}

void ChunkReader::take_level(const FieldPlan& plan, std::size_t f, const RawField& field) {
  const std::int32_t code = out_.levels[static_cast<std::size_t>(plan.slot)].code(plain(field));
  out_.block.codes(row_, plan.slot) = code;
  out_.missing[f] += code < 0;
}

void ChunkReader::keep(const FieldPlan& plan, const RawField& field) {
  std::string_view text = field.view();
  if (field.escaped && text.find('"') != std::string_view::npos) {
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
    if (plan.kind == FieldPlan::Kind::category) out_.missing[f] -= out_.block.codes(row_, plan.slot) < 0;
  }
  return RecordEnd::cut;
}

ChunkReader::RecordEnd ChunkReader::fail(std::size_t line, std::string what, const char* checked_to) {
  out_.error = {line, std::move(what)};
  checked_to_ = checked_to;
  return RecordEnd::error;
}

/// A NUL or invalid UTF-8 up to `end` comes before any other error.
void ChunkReader::check_bytes(const char* end) {
  if (end <= out_.begin || !unusual_bytes_) return;
  const ByteKinds kinds = byte_kinds(out_.begin, end);
  if (!kinds.nul && !kinds.not_ascii) return;
  ByteError error = find_byte_error({out_.begin, static_cast<std::size_t>(end - out_.begin)});
  if (error.position == std::string_view::npos) return;
  out_.error = {count_lines(out_.begin, out_.begin + error.position), std::move(error.what)};
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

Chunk read_chunk(const ReadPlan& plan, const Region& region, const char* start, const char* limit, bool narrow,
                 ChunkMemory* memory) {
  Chunk chunk;
  ChunkReader(plan, region, start, limit, narrow, memory, chunk).read();
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
