#include "table/ordered_levels.hpp"

#include "base/counted.hpp"
#include "base/setting_error.hpp"
#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "csv/csv.hpp"
#include "csv/text.hpp"
#include "table/level_order.hpp"

#include <algorithm>

namespace binet {
namespace {

constexpr std::size_t kMostLevels = 50;

std::vector<std::string> by_number(const FormulaVariable& variable, const Column& column) {
  for (const std::string& level : column.levels) {
    double number = 0;
    if (parse_number(level, number)) continue;
    throw SettingError("model.terms",
                       ": " + variable.text + ": the levels of " + detail::in_quotes(column.name) +
                           " have no order of their own: " + first_joined(column.levels, 20, detail::in_quotes) +
                           "; list them from the lowest: ordered(" + detail::formula_name(column.name) +
                           ", levels = c(\"...\", \"...\"))");
  }
  std::vector<std::string> levels;
  for (const std::size_t place : detail::order_of_levels(column.levels)) levels.push_back(column.levels[place]);
  return levels;
}

}  // namespace

std::vector<std::string> ordered_levels(const FormulaVariable& variable, const Column& column) {
  const std::string what = ": " + variable.text + ": column " + detail::in_quotes(column.name);
  if (column.type == ColumnType::numeric) {
    throw SettingError("model.terms", what + " is of numbers; read it as categories with --categorical " + column.name +
                                          " (data.categorical), or use poly()");
  }
  for (const std::string& level : column.levels) {
    if (variable.levels.empty() || std::ranges::find(variable.levels, level) != variable.levels.end()) continue;
    throw SettingError("model.terms",
                       what + " has the level " + detail::in_quotes(level) + ", which levels = c(...) lacks");
  }
  std::vector<std::string> levels = variable.levels.empty() ? by_number(variable, column) : variable.levels;
  if (levels.size() >= 2 && levels.size() <= kMostLevels) return levels;
  throw SettingError("model.terms", what + " has " + counted(std::ssize(levels), "level") + "; expected 2 to 50");
}

}  // namespace binet
