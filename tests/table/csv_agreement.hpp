#pragma once

#include "binet/base/error.hpp"
#include "csv/csv.hpp"
#include "csv/field_ends.hpp"
#include "csv/record.hpp"
#include "table/chunk_sequence.hpp"
#include "table/footer.hpp"
#include "table/read_plan.hpp"
#include "table/reference_csv.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// Hands out a text in steps, the way a slow pipe does.
class SteppingSource : public ByteSource {
 public:
  SteppingSource(std::string_view text, std::size_t step) : rest_(text), step_(step) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t count = rest_.copy(buffer, std::min(size, step_));
    rest_.remove_prefix(count);
    return count;
  }
  const std::string& name() const override { return name_; }

 private:
  std::string_view rest_;
  std::size_t step_;
  std::string name_ = "t.csv";
};

/// Line of an error "t.csv:LINE: …".
inline std::size_t line_of(const Error& error) {
  const std::string_view text = error.what();
  std::size_t line = 0;
  std::from_chars(text.data() + std::min(text.size(), sizeof "t.csv"), text.data() + text.size(), line);
  return line;
}

/// The text by CsvReader, without a header.
inline ReferenceCsv read_by_reader(std::string_view text, char delimiter, std::size_t step) {
  ReferenceCsv csv;
  try {
    CsvOptions options;
    options.delimiter = delimiter;
    options.header = false;
    CsvReader reader(std::make_unique<SteppingSource>(text, step), options);
    for (CsvRecord record; reader.next(record);) {
      csv.records.emplace_back(record.fields.begin(), record.fields.end());
      csv.lines.push_back(record.line);
    }
  } catch (const Error& error) {
    csv.error_line = line_of(error);
  }
  return csv;
}

/// Keeps the texts of all fields, and reads them as numbers or as categories too. `way`: how, and what is missing.
inline detail::ReadPlan plan_of_all(std::size_t width, char delimiter, std::size_t way) {
  using Kind = detail::FieldPlan::Kind;
  detail::ReadPlan plan;
  plan.delimiter = delimiter;
  plan.missing =
      detail::MissingWords(way % 2 ? std::vector<std::string>{"", "NA"} : std::vector<std::string>{"a", "7"});
  plan.missing_numbers = plan.missing;
  plan.fields.resize(width);
  plan.kept = static_cast<Index>(width);
  for (std::size_t f = 0; f < width; ++f) {
    const bool long_run = width > 12 && f < 9;
    const Kind number = way / 2 % 2 ? Kind::exact : Kind::other;
    plan.fields[f].kind = long_run || (f + width) % 3 != 0 ? number : Kind::category;
    plan.fields[f].kept = static_cast<std::int32_t>(f);
  }
  detail::assign_slots(plan);
  return plan;
}

/// True if a cell is what its text says; numbers that are not exact are narrow.
inline bool is_cell_of(std::string_view text, const detail::ReadPlan& plan, std::size_t f, const detail::Chunk& chunk,
                       Index row) {
  using Kind = detail::FieldPlan::Kind;
  const detail::FieldPlan& field = plan.fields[f];
  const bool missing = plan.missing.contains(text);
  if (field.kind == Kind::category) {
    const std::int32_t code = chunk.block.codes(row, field.slot);
    const auto& levels = chunk.levels[static_cast<std::size_t>(field.slot)].levels();
    return missing ? code < 0 : code >= 0 && levels[static_cast<std::size_t>(code)] == text;
  }
  const bool exact = field.kind == Kind::exact;
  const double cell = exact ? chunk.block.exact(row, field.slot) : double{chunk.block.narrow(row, field.slot)};
  double x = 0;
  if (missing || !parse_number(text, x)) return std::isnan(cell) && (missing || chunk.text[f] != 0);
  constexpr double kMost = std::numeric_limits<Scalar>::max();
  return cell == (exact ? x : double{static_cast<Scalar>(std::clamp(x, -kMost, kMost))});
}

/// The text by the chunked reader: cut into two regions at `cut`, each into chunks of `chunk_bytes`. A cell that is not
/// what its text says stands as such.
inline ReferenceCsv read_by_chunks(std::string_view text, char delimiter, std::size_t width, std::size_t cut,
                                   std::size_t chunk_bytes) {
  using namespace detail;
  const ReadPlan plan = plan_of_all(width, delimiter, chunk_bytes);

  // Pages of one's own, with the text away from their start, as a stream's regions have it.
  PageMemory memory(kScanWidth + text.size() + 1);
  char* const bytes = static_cast<char*>(memory.data()) + kScanWidth;
  text.copy(bytes, text.size());
  std::size_t line = 1;
  // Empty lines before the first record are none, even where there is one column; the header is read behind them.
  const char* const start = width == 1 ? skip_empty_lines(bytes, bytes + text.size(), true, line) : bytes;
  const Region first{std::min<const char*>(start, bytes + cut), bytes + cut, false};
  ReferenceCsv csv;
  const std::string source = "t.csv";
  static ChunkMemories memories;  // what earlier texts have left there must not matter
  const auto accept = [&](Chunk&& chunk) {
    for (Index r = 0; r < chunk.block.rows; ++r) {
      auto& record = csv.records.emplace_back();
      for (std::size_t f = 0; f < width; ++f) {
        const std::string_view field = chunk.kept[f][static_cast<std::size_t>(r)];
        record.push_back(is_cell_of(field, plan, f, chunk, r) ? std::string(field) : "another cell");
      }
      csv.lines.push_back(chunk.block.line(r));
    }
  };
  try {
    const char* const rest =
        read_chunks(plan, first, source, first.begin, first.end, line, {chunk_bytes, 0}, {}, &memories, accept);
    const Region second{std::max(rest, start), bytes + text.size(), true};
    read_chunks(plan, second, source, second.begin, second.end, line, {chunk_bytes, 0}, {}, &memories, accept);
  } catch (const Error& error) {
    csv.error_line = line_of(error);
  }
  return csv;
}

/// What chunks find: text below a table is no error in them.
inline ReferenceCsv without_footer(ReferenceCsv csv, std::string_view text) {
  if (!csv.ragged_at) return csv;
  const std::size_t at = *csv.ragged_at;
  if (detail::is_footer(text.substr(at), ',', csv.records[0].size())) {
    csv.error_line = reference::bad_byte_line(text, at, text.size(), *csv.error_line);
  }
  return csv;
}

}  // namespace binet
