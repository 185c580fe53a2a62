#include "table/converted_columns.hpp"

#include "base/number_text.hpp"
#include "table/date_parts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace binet::detail {
std::vector<std::string> remarks_on(const ColumnNotation& notation, const NotationEvidence& evidence) {
  const std::string& example = evidence.example();
  std::string text = notation.change();
  const auto value = example.empty() ? std::nullopt : notation.read(example);
  if (value) {
    text += ": " + in_quotes(example) + " is read as " +
            (notation.is_date() ? date_text(*value) : shortest_digits(*value));
  }
  if (const Notation* const rival = evidence.rival()) {
    text += "; every cell may also be read with " + std::string(rival->change) + ": " +
            (notation.is_date() ? "--date-order" : "--decimal") + " decides";
  }
  return {std::move(text)};
}

std::vector<Column> ConvertedColumns::make(std::size_t field, const NotationEvidence& evidence) const {
  const Conversion& conversion = *plan_.conversion_of(field);
  std::vector<Column> columns(1);
  Column& column = columns[0];
  column.name = plan_.names[field];
  column.exact = true;
  column.slot = conversion.slot;
  for (const Chunk& chunk : chunks_) column.missing += chunk.missing[field];
  if (!summaries_.empty()) column.summary = summaries_[static_cast<std::size_t>(conversion.slot)];

  const bool known = given(column.name) != nullptr;
  const bool written_as_usual = conversion.notation.is_usual() && evidence.example().empty();
  if (!known && written_as_usual) return columns;
  column.source.notation = conversion.notation.notation->name;
  column.source.unit = conversion.notation.unit;
  column.source.origin = conversion.origin;
  if (!known) column.remarks = remarks_on(conversion.notation, evidence);
  if (!conversion.notation.is_date()) return columns;

  const DateSpan span = span_of(conversion.slot);
  if (!known && span.least() <= span.most()) {
    const double origin = column.source.origin = std::floor((span.least() + span.most()) / 2);
    move_days(conversion.slot, origin);
    if (column.summary) {
      column.summary->minimum -= origin;
      column.summary->maximum -= origin;
      column.summary->mean -= origin;
    }
  }
  add_date_parts(field, span, columns);
  return columns;
}

DateSpan ConvertedColumns::span_of(Index slot) const {
  DateSpan span;
  for (const Chunk& chunk : chunks_) {
    for (Index r = 0; r < chunk.block.rows; ++r) {
      const double day = chunk.block.exact(r, slot);
      if (!std::isnan(day)) span.add(day);
    }
  }
  return span;
}

void ConvertedColumns::move_days(Index slot, double origin) const {
  for (Chunk& chunk : chunks_) {
    for (Index r = 0; r < chunk.block.rows; ++r) chunk.block.exact(r, slot) -= origin;
  }
}

void ConvertedColumns::add_date_parts(std::size_t field, const DateSpan& span, std::vector<Column>& columns) const {
  const Column days = columns[0];
  std::vector<std::pair<std::string, std::size_t>> wanted;
  if (given(days.name) != nullptr) {
    for (const auto& [name, source] : options_.sources) {
      if (!source.part.empty() && source.field == days.name)
        wanted.emplace_back(name, find_date_part(source.part).value());
    }
  } else {
    for (const std::size_t part : span.parts()) {
      const std::string name = days.name + " (" + std::string(kDateParts[part].label) + ")";
      if (std::ranges::find(plan_.names, name) == plan_.names.end()) wanted.emplace_back(name, part);
    }
  }
  for (const auto& [name, part] : wanted) {
    Column column;
    column.name = name;
    column.missing = days.missing;
    column.source = days.source;
    column.source.field = days.name;
    column.source.part = kDateParts[part].name;
    if (part == kWeekday) {
      column.type = ColumnType::category;
      column.slot = plan_.fields[field].slot;
    } else {
      column.exact = true;
      column.slot = days.slot + 1 + static_cast<Index>(part);
      if (!summaries_.empty()) column.summary = summaries_[static_cast<std::size_t>(column.slot)];
    }
    columns.push_back(std::move(column));
  }
}

const ColumnSource* ConvertedColumns::given(const std::string& name) const {
  const auto found = std::ranges::find(options_.sources, name, [](const auto& source) { return source.first; });
  return found == options_.sources.end() ? nullptr : &found->second;
}

}  // namespace binet::detail
