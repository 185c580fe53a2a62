#include "profile/text_among_numbers.hpp"

#include "base/counted.hpp"
#include "csv/csv.hpp"
#include "csv/text.hpp"
#include "profile/profile.hpp"

#include <algorithm>
#include <vector>

namespace binet {

namespace detail {

std::string numbers_but_for(Index cells, const std::string& text, std::size_t line) {
  return "numbers but for " + counted(cells, "cell") + (cells == 1 ? ", " : ", as ") + in_quotes(text) + " on line " +
         std::to_string(line);
}

bool is_unlikely_category(const TextShare& share) {
  constexpr double kFew = 0.05;
  constexpr Index kFewWords = 3, kManyNumbers = 10;
  if (share.cells == 0 || share.numbers == 0) return false;
  return static_cast<double>(share.cells) <= kFew * static_cast<double>(share.present) ||
         (share.words <= kFewWords && share.numbers > kManyNumbers);
}

}  // namespace detail

using namespace detail;

std::string text_among_numbers(const Table& table, const Column& column) {
  std::vector<bool> is_text;
  for (const std::string& level : column.levels) {
    double x;
    is_text.push_back(!parse_number(level, x));
  }
  if (std::ranges::count(is_text, true) == 0 || std::ranges::count(is_text, false) == 0) return "";
  Index cells = 0, first = 0;
  const std::vector<std::int32_t> codes = table.codes(column);
  for (std::size_t row = codes.size(); row-- > 0;) {
    if (codes[row] < 0 || !is_text[static_cast<std::size_t>(codes[row])]) continue;
    ++cells;
    first = static_cast<Index>(row);
  }
  const auto words = static_cast<Index>(std::ranges::count(is_text, true));
  if (!is_unlikely_category({cells, table.rows - column.missing, words, std::ssize(is_text) - words})) return "";
  const auto code = static_cast<std::size_t>(codes[static_cast<std::size_t>(first)]);
  return numbers_but_for(cells, column.levels[code], table.line(first));
}

}  // namespace binet
