#include "table/chunk_cells.hpp"

#include "table/conversion.hpp"
#include "table/summary.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace binet::detail {

/// Reserves memory for as many rows as the bytes could contain. Untouched memory costs nothing.
ChunkCells::ChunkCells(const ReadPlan& plan, const Region& region, Index bytes, bool narrow, ChunkMemory* memory,
                       Chunk& out)
    : plan_(plan),
      region_begin_(region.begin),
      narrow_(narrow),
      numbers_are_plain_(!plan.missing_numbers.any_number()),
      empty_is_missing_(plan.missing_numbers.contains_empty()),
      memory_(memory),
      out_(out) {
  const Index rows = bytes <= 0 ? 0 : bytes / plan_.least_record_bytes() + 1;
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

double ChunkCells::unusual_number(std::size_t f, const RawField& field) {
  const std::string_view text = plain(field);
  double x;
  if (!plan_.missing_numbers.contains(text)) {
    if (parse_number(text, x)) {
      if (looks_like_code(text)) out_.text[f] |= FoundText::kCode;
      return x;
    }
    out_.text[f] |= FoundText::kText;
    if (plan_.fields[f].forced && !number_error_) number_error_ = not_a_plain_number(plan_.names[f], text);
  } else if (!plan_.missing.contains(text)) {
    out_.text[f] |= FoundText::kMissingWord;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

void ChunkCells::take_level(const FieldPlan& plan, std::size_t f, const RawField& field) {
  const std::int32_t code = out_.levels[static_cast<std::size_t>(plan.slot)].code(plain(field));
  out_.block.codes(row_, plan.slot) = code;
  out_.missing[f] += code < 0;
}

void ChunkCells::take_levels(const FieldPlan& plan, std::size_t f, const FieldColumn& fields, std::size_t count) {
  LevelDictionary& levels = out_.levels[static_cast<std::size_t>(plan.slot)];
  const auto stride = static_cast<std::size_t>(out_.block.codes.columns());
  std::int32_t* const codes = out_.block.codes.row(row_) + plan.slot;
  levels.codes_within(fields, count, codes, stride);
  Index missing = 0;
  for (std::size_t r = 0; r < count; ++r) missing += codes[r * stride] < 0;
  out_.missing[f] += missing;
}

void ChunkCells::keep_text(const FieldPlan& plan, const RawField& field) {
  std::string_view text = field.view();
  if (field.escaped && text.find('"') != std::string_view::npos) {
    append_unescaped(text, out_.unescaped.emplace_back());
    text = out_.unescaped.back();
  }
  out_.kept[static_cast<std::size_t>(plan.kept)].push_back(text);
}

/// The field's unescaped text, valid until the next call.
std::string_view ChunkCells::plain(const RawField& field) {
  if (!field.escaped) return field.view();
  scratch_.clear();
  append_unescaped(field.view(), scratch_);
  return scratch_;
}

void ChunkCells::finish_rows(Index count, std::size_t line) {
  if (out_.block.line_offsets.empty() && line == static_cast<std::size_t>(row_)) {
    row_ += count;
    return;
  }
  for (Index r = 0; r < count; ++r) finish_row(line++);
}

void ChunkCells::forget_row(std::size_t fields) {
  number_error_.reset();
  for (std::size_t f = 0; f < fields; ++f) {
    const FieldPlan& plan = plan_.fields[f];
    if (plan.kept >= 0) out_.kept[static_cast<std::size_t>(plan.kept)].pop_back();
    if (plan.kind == FieldPlan::Kind::category) out_.missing[f] -= out_.block.codes(row_, plan.slot) < 0;
  }
}

std::optional<ParseError> ChunkCells::finish() {
  out_.block.rows = row_;
  std::optional<ParseError> error;
  for (std::size_t f = 0; f < plan_.fields.size(); ++f) {
    const FieldPlan& field = plan_.fields[f];
    if (field.kind != FieldPlan::Kind::category) continue;
    if (field.watched) {
      out_.notations.resize(plan_.fields.size());
      for (const std::string_view level : out_.levels[static_cast<std::size_t>(field.slot)].levels()) {
        out_.notations[f].see(level, plan_.missing_numbers, plan_.notation, field.dates_only);
      }
    }
    const Conversion* const conversion = plan_.conversion_of(f);
    if (conversion == nullptr) continue;
    auto trouble = convert_levels(plan_, *conversion, out_);
    if (trouble && field.forced && (!error || trouble->lines_after < error->lines_after)) error = std::move(trouble);
  }
  if (plan_.summaries) out_.summaries = summarise(out_.block, plan_.offsets);
  count_missing_numbers();
  pack();
  return error;
}

/// Counts the cells without a number, including those with text.
void ChunkCells::count_missing_numbers() {
  const std::vector<double> counts = plan_.summaries ? std::vector<double>() : count_numbers(out_.block);
  for (std::size_t f = 0; f < plan_.fields.size(); ++f) {
    if (!plan_.is_number(f)) continue;
    const bool exact = plan_.fields[f].kind == FieldPlan::Kind::exact;
    const auto place = static_cast<std::size_t>(plan_.fields[f].slot + (exact ? 0 : plan_.exact));
    const double count = plan_.summaries ? out_.summaries[place].count : counts[place];
    out_.missing[f] = row_ - static_cast<Index>(count);
  }
}

/// Shrinks the memory to what the cells need.
void ChunkCells::pack() {
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

}  // namespace binet::detail
