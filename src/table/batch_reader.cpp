#include "table/batch_reader.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace binet::detail {

bool BatchReader::read(ReadPosition& position) {
  if (position.at < irregular_to_ || position.at - region_.begin < kFieldReach) return false;
  const bool regular = records_.find(region_, position.at, limit_) &&
                       static_cast<std::uint64_t>(records_.next() - position.at) <= region_.longest_record;
  const ReadPlan& plan = cells_.plan();
  for (std::size_t f = 0; regular && f < plan.fields.size();) {
    read_field(f);
    // A run of numbers has been read as a whole, and no text of it is kept: a record may have many thousands of them.
    f += plan.kept == 0 && plan.fields[f].run > 1 ? static_cast<std::size_t>(plan.fields[f].run) : 1;
  }
  if (!regular || cells_.number_error()) {  // of several errors the first is reported, which one-by-one reading finds
    cells_.forget_number_error();
    irregular_to_ = records_.looked_to();
    return false;
  }
  count_rows(position.line);
  position.at = records_.next();
  return true;
}

/// Reads field f of all records; if a run of numeric fields begins there, the whole run.
void BatchReader::read_field(std::size_t f) {
  const std::vector<FieldPlan>& fields = cells_.plan().fields;
  const FieldPlan& plan = fields[f];
  const bool run_begins = plan.run > 0 && (f == 0 || fields[f - 1].run != plan.run + 1);
  if (run_begins) read_number_fields(f);
  if (plan.kind == FieldPlan::Kind::category) cells_.take_levels(plan, f, records_.column(f), records_.records());
  if (plan.kept < 0) return;
  for (std::size_t r = 0; r < records_.records(); ++r) cells_.keep_text(plan, records_.field(r, f));
}

/// Reads the run of numeric fields that begins at f, eight fields at a time: of one record if the run is long enough,
/// otherwise of eight records.
void BatchReader::read_number_fields(std::size_t f) {
  const auto read = [&](const auto& sink) {
    const auto run = static_cast<std::size_t>(cells_.plan().fields[f].run);
    if (run >= kFieldBatch) return read_number_rows(f, run, sink);
    for (std::size_t i = 0; i < run; ++i) read_number_column(f, i, sink);
  };
  if (cells_.plan().fields[f].kind == FieldPlan::Kind::exact) return read(cells_.exact_numbers());
  if (!cells_.narrow()) return read(cells_.wide_numbers());
  read(cells_.narrow_numbers(f));
}

template <class Sink>
void BatchReader::read_number_rows(std::size_t f, std::size_t run, const Sink& sink) {
  const std::size_t width = cells_.plan().fields.size();
  const Index slot = cells_.plan().fields[f].slot;
  for (std::size_t r = 0; r < records_.records(); ++r) {
    const std::uint32_t* const ends = records_.ends() + r * width + f;
    auto* const cells = sink.cells.row(cells_.row() + static_cast<Index>(r)) + slot;
    for (std::size_t next = 0; next < run; next += kFieldBatch) {
      const std::size_t first = std::min(next, run - kFieldBatch);  // the last eight again if fewer are left
      alignas(64) double x[kFieldBatch];
      const unsigned left = read_batch(ends + first, 1, x);
      const unsigned kept_before = ~(kWholeBatch << (next - first));
      for (unsigned rest = left & ~kept_before; rest != 0; rest &= rest - 1) {
        const auto i = static_cast<std::size_t>(std::countr_zero(rest));
        x[i] = number_left(r, f + first + i);
      }
      if ((left & kept_before) == 0) {
        sink.keep_row(x, first, cells + first);
      } else {
        for (std::size_t i = next - first; i < kFieldBatch; ++i) cells[first + i] = sink.kept(x[i], first + i);
      }
    }
  }
}

/// Reads field f + i, the i-th field of the run that begins at f, of all records.
template <class Sink>
void BatchReader::read_number_column(std::size_t f, std::size_t i, const Sink& sink) {
  const std::size_t width = cells_.plan().fields.size(), records = records_.records();
  const std::uint32_t* const ends = records_.ends() + f + i;
  const Index columns = sink.cells.columns();
  auto* cell = sink.cells.row(cells_.row()) + cells_.plan().fields[f + i].slot;
  alignas(64) double x[kFieldBatch];
  std::size_t r = 0;
  for (; r + kFieldBatch <= records; r += kFieldBatch) {
    for (unsigned left = read_batch(ends + r * width, width, x); left != 0; left &= left - 1) {
      const auto j = static_cast<std::size_t>(std::countr_zero(left));
      x[j] = number_left(r + j, f + i);
    }
    typename Sink::Number kept[kFieldBatch];
    sink.keep_column(x, i, kept);
    for (std::size_t j = 0; j < kFieldBatch; ++j, cell += columns) *cell = kept[j];
  }
  for (; r < records; ++r, cell += columns) *cell = sink.kept(number_left(r, f + i), i);
}

/// Reads a batch of fields; returns the fields to be read one by one.
unsigned BatchReader::read_batch(const std::uint32_t* ends, std::size_t stride, double* x) const {
  constexpr std::uint32_t kMost = kFieldBatch * (kFieldReach + 2);  // size in bytes of a batch that may be read at once
  if (!cells_.numbers_are_plain() || (stride == 1 && ends[kFieldBatch] - ends[0] > kMost)) return kWholeBatch;
  const NumberBatch batch = parse_eight_fixed_points(records_.base(), ends, stride, x);
  return kWholeBatch & ~(batch.read | (cells_.empty_is_missing() ? batch.empty : 0));
}

/// The number in a field that is read on its own.
double BatchReader::number_left(std::size_t record, std::size_t f) {
  const RawField field = records_.field(record, f);
  const bool missing = field.begin == field.end && cells_.empty_is_missing();
  return missing ? std::numeric_limits<double>::quiet_NaN() : cells_.number(f, field);
}

void BatchReader::count_rows(std::size_t& line) {
  const std::size_t records = records_.records();
  if (!records_.lines_in_fields()) {
    cells_.finish_rows(static_cast<Index>(records), line);
    line += records;
    return;
  }
  for (std::size_t r = 0; r < records; ++r) {
    cells_.finish_row(line);
    line += static_cast<std::size_t>(std::count(records_.begin(r), records_.begin(r + 1), '\n'));
  }
}

}  // namespace binet::detail
