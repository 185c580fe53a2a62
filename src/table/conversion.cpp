#include "table/conversion.hpp"

#include "table/date_parts.hpp"

#include <cmath>
#include <limits>

namespace binet::detail {
namespace {

/// One entry per level, preceded by one for missing cells.
struct LevelNumbers {
  std::vector<double> values = {std::numeric_limits<double>::quiet_NaN()};
  std::optional<std::size_t> unreadable;  ///< the first unreadable level
};

LevelNumbers read_levels(const ReadPlan& plan, const Conversion& conversion, std::span<const std::string_view> levels) {
  LevelNumbers numbers;
  for (std::size_t l = 0; l < levels.size(); ++l) {
    const bool missing = plan.missing_numbers.contains(levels[l]);
    const auto value = missing ? std::nullopt : conversion.notation.read(levels[l]);
    if (!missing && !value && !numbers.unreadable) numbers.unreadable = l;
    numbers.values.push_back(value.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  return numbers;
}

/// The parts of each level's day: kDateNumbers per level.
std::vector<double> parts_of(const std::vector<double>& days) {
  std::vector<double> parts;
  for (const double day : days) {
    for (std::size_t p = 0; p < static_cast<std::size_t>(kDateNumbers); ++p) parts.push_back(date_part(p, day));
  }
  return parts;
}

}  // namespace

Index conversion_width(const ColumnNotation& notation) {
  return notation.is_date() ? 1 + kDateNumbers : 1;
}

std::optional<ParseError> convert_levels(const ReadPlan& plan, const Conversion& conversion, Chunk& chunk) {
  const FieldPlan& field = plan.fields[conversion.field];
  LevelDictionary& dictionary = chunk.levels[static_cast<std::size_t>(field.slot)];
  const std::vector<std::string_view>& levels = dictionary.levels();
  const LevelNumbers numbers = read_levels(plan, conversion, levels);
  TableBlock& block = chunk.block;
  std::optional<ParseError> trouble;
  Index missing = 0;
  const bool dates = conversion.notation.is_date();
  const std::vector<double> parts = dates ? parts_of(numbers.values) : std::vector<double>();
  LevelDictionary weekdays;
  for (Index r = 0; r < block.rows; ++r) {
    std::int32_t& code = block.codes(r, field.slot);
    const auto level = static_cast<std::size_t>(code + 1);
    const double value = numbers.values[level];
    missing += value != value;
    if (numbers.unreadable && level == *numbers.unreadable + 1 && !trouble) {
      const std::size_t line = block.line_offsets.empty() ? static_cast<std::size_t>(r)
                                                          : block.line_offsets[static_cast<std::size_t>(r)];
      trouble = {line, not_a_number(plan.names[conversion.field], levels[*numbers.unreadable]) + " as in training (" +
                           conversion.notation.change() + ")"};
    }
    double* const cells = block.exact.row(r) + conversion.slot;
    cells[0] = dates ? value - conversion.origin : value;
    if (!dates) continue;
    std::copy_n(parts.data() + level * static_cast<std::size_t>(kDateNumbers), kDateNumbers, cells + 1);
    code = value == value ? weekdays.code(weekday(value)) : LevelDictionary::kMissing;
  }
  chunk.missing[conversion.field] = missing;
  dictionary = std::move(weekdays);
  return trouble;
}

}  // namespace binet::detail
