#pragma once

#include "csv/fixed_point.hpp"
#include "csv/long_number.hpp"
#include "csv/record.hpp"
#include "table/chunk.hpp"
#include "table/number_sink.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace binet::detail {

/// A position in the records of a chunk.
struct ReadPosition {
  const char* at = nullptr;
  std::size_t line = 0;  ///< number of line ends from the first record to `at`
};

/// The rows of a chunk while it is read: interprets fields and stores cells. Readers fill row() and the rows after it,
/// and then count them.
class ChunkCells {
 public:
  /// `bytes`: upper limit for the size of all records.
  ChunkCells(const ReadPlan&, const Region&, Index bytes, bool narrow, ChunkMemory*, Chunk& out);

  const ReadPlan& plan() const { return plan_; }
  TableBlock& block() { return out_.block; }
  Index row() const { return row_; }
  bool narrow() const { return narrow_; }
  NumbersAsRead exact_numbers() { return {out_.block.exact}; }
  NumbersAsRead wide_numbers() { return {out_.block.wide}; }
  NarrowNumbers narrow_numbers(std::size_t f) {
    return {out_.block.narrow, plan_.offsets.data() + plan_.fields[f].slot};
  }

  /// True if fixed-point fields are always numbers, because no number means missing.
  bool numbers_are_plain() const { return numbers_are_plain_; }
  bool empty_is_missing() const { return empty_is_missing_; }
  /// The value of a numeric field; NaN if it is missing or not a number.
  double number(std::size_t f, const RawField&);
  /// The error of the rows not yet counted: text where a number is required.
  const std::optional<std::string>& number_error() const { return number_error_; }

  /// Stores field f in row().
  void take(std::size_t f, const RawField&);
  void keep_text(const FieldPlan&, const RawField&);
  /// Stores the codes of `count` fields in the rows from row() on.
  void take_levels(const FieldPlan&, std::size_t f, const FieldColumn&, std::size_t count);

  /// Completes the row; its record begins on this line of the chunk.
  void finish_row(std::size_t line) {
    note_line(line);
    ++row_;
  }
  /// Completes `count` rows on consecutive lines from `line` on.
  void finish_rows(Index count, std::size_t line);
  /// Undoes the first fields of row().
  void forget_row(std::size_t fields);
  void forget_number_error() { number_error_.reset(); }

  /// Ends the chunk: computes summaries and counts, and shrinks the memory to what the cells need. Returns the first
  /// text, if any, that cannot be converted in a column that requires conversion.
  std::optional<ParseError> finish();

 private:
  double unusual_number(std::size_t f, const RawField&);
  void take_level(const FieldPlan&, std::size_t f, const RawField&);
  std::string_view plain(const RawField&);
  void note_line(std::size_t line);
  void count_missing_numbers();
  void pack();

  const ReadPlan& plan_;
  const char* region_begin_;
  const bool narrow_;
  const bool numbers_are_plain_;
  const bool empty_is_missing_;
  ChunkMemory* memory_;
  Chunk& out_;
  Index row_ = 0;
  std::optional<std::string> number_error_;
  std::string scratch_;
};

inline double ChunkCells::number(std::size_t f, const RawField& field) {
  if (numbers_are_plain_ && field.begin != field.end) {
    const std::ptrdiff_t before = field.end - region_begin_;
    double x;
    if (before >= kFieldReach && parse_fixed_point(field.begin, field.end, x)) return x;
    if (before >= kLongNumberReach && parse_long_number(field.begin, field.end, x)) return x;
  }
  return unusual_number(f, field);
}

inline void ChunkCells::take(std::size_t f, const RawField& field) {
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
  if (plan.kept >= 0) keep_text(plan, field);
}

/// Lines are stored from the first row whose line is not given by counting rows.
inline void ChunkCells::note_line(std::size_t line) {
  std::vector<std::uint32_t>& lines = out_.block.line_offsets;
  const auto row = static_cast<std::size_t>(row_);
  if (lines.empty() && line == row) return;
  for (std::size_t r = lines.size(); r < row; ++r) lines.push_back(static_cast<std::uint32_t>(r));
  lines.push_back(static_cast<std::uint32_t>(line));
}

}  // namespace binet::detail
