#include "train/unlabelled_words.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

bool is_missing(const Table& table, const Column& column, Index row) {
  return column.type == ColumnType::numeric ? std::isnan(table.number(column, row)) : table.code(column, row) < 0;
}

/// Levels of a column that no labelled row has; empty if there are many, or if another level has no digit.
std::vector<std::string> words_of(const Table& table, const Column& column, const std::vector<char>& labelled) {
  constexpr std::size_t kMostWords = 8;
  std::vector<char> used(column.levels.size(), 0);
  for (Index row = 0; row < table.rows; ++row) {
    const std::int32_t code = table.code(column, row);
    if (code >= 0 && labelled[static_cast<std::size_t>(row)]) used[static_cast<std::size_t>(code)] = 1;
  }
  std::vector<std::string> words;
  bool any_used = false;
  for (std::size_t l = 0; l < column.levels.size(); ++l) {
    if (!used[l]) {
      words.push_back(column.levels[l]);
    } else if (column.levels[l].find_first_of("0123456789") == std::string::npos) {
      return {};
    }
    any_used |= used[l] != 0;
  }
  return any_used && words.size() <= kMostWords ? words : std::vector<std::string>();
}

}  // namespace

std::vector<std::string> words_of_unlabelled_rows(const Table& table, const std::string& target,
                                                  const std::vector<std::string>& except) {
  std::vector<std::string> words;
  const Column* const outcome = table.find(target);
  if (outcome == nullptr) return words;
  std::vector<char> labelled(static_cast<std::size_t>(table.rows));
  for (Index row = 0; row < table.rows; ++row) {
    labelled[static_cast<std::size_t>(row)] = !is_missing(table, *outcome, row);
  }
  if (std::ranges::count(labelled, 0) == 0) return words;
  for (const Column& column : table.columns) {
    const bool fixed =
        column.name == target || !column.source.part.empty() || std::ranges::count(except, column.name) > 0;
    if (fixed || column.type != ColumnType::category) continue;
    const std::vector<std::string> found = words_of(table, column, labelled);
    words.insert(words.end(), found.begin(), found.end());
  }
  return words;
}

}  // namespace binet
