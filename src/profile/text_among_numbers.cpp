#include "profile/text_among_numbers.hpp"

#include "base/counted.hpp"
#include "csv/csv.hpp"
#include "csv/notation.hpp"
#include "csv/text.hpp"
#include "profile/profile.hpp"
#include "table/missing_flag.hpp"

#include <algorithm>
#include <vector>

namespace binet {

namespace detail {

std::string numbers_but_for(Index cells, const std::string& text, std::size_t line, const std::string& what) {
  return what + " except " + counted(cells, "cell") + (cells == 1 ? ", " : ", such as ") + in_quotes(text) +
         " on line " + std::to_string(line);
}

bool is_unlikely_category(const TextShare& share) {
  constexpr double kFew = 0.1;
  constexpr Index kFewWords = 3, kManyNumbers = 10;
  if (share.cells == 0 || share.numbers == 0) return false;
  return static_cast<double>(share.cells) <= kFew * static_cast<double>(share.present) ||
         (share.words <= kFewWords && share.numbers > kManyNumbers);
}

}  // namespace detail

using namespace detail;

std::string text_among_numbers(const Table& table, const Column& column) {
  std::vector<std::string> words;
  std::vector<bool> is_text;
  for (const std::string& level : column.levels) {
    double x;
    is_text.push_back(!parse_number(level, x));
    if (is_text.back()) words.push_back(level);
  }
  std::string what = "numbers";
  if (words.size() == column.levels.size()) {  // or dates and numbers in another notation
    const MissingWords none(std::vector<std::string>{});
    NotationEvidence evidence;
    for (const std::string& level : column.levels) evidence.see(level, none, {}, false);
    words = evidence.words();
    if (words.empty()) return "";
    for (std::size_t l = 0; l < column.levels.size(); ++l) {
      is_text[l] = std::ranges::find(words, column.levels[l]) != words.end();
    }
    what = "dates or marked numbers";
  }
  if (words.empty() || words.size() == column.levels.size()) return "";
  Index cells = 0, first = 0;
  const std::vector<std::int32_t> codes = table.codes(column);
  for (std::size_t row = codes.size(); row-- > 0;) {
    if (codes[row] < 0 || !is_text[static_cast<std::size_t>(codes[row])]) continue;
    ++cells;
    first = static_cast<Index>(row);
  }
  const auto numbers = std::ssize(column.levels) - std::ssize(words);
  if (!is_unlikely_category({cells, table.rows - column.missing, std::ssize(words), numbers})) return "";
  const auto code = static_cast<std::size_t>(codes[static_cast<std::size_t>(first)]);
  return numbers_but_for(cells, column.levels[code], table.line(first), what) + "; " + missing_flag(words) +
         " reads it as " + what;
}

}  // namespace binet
