#include "table/joined_levels.hpp"

#include "binet/base/parallel.hpp"
#include "base/counted.hpp"
#include "csv/lower_case.hpp"
#include "csv/text.hpp"
#include "table/level_order.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace binet::detail {
namespace {

constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

std::string_view without_blanks(std::string_view text) {
  for (;;) {
    const std::size_t before = text.size();
    text = trim_blanks(text);
    if (text.starts_with(kNoBreakSpace)) text.remove_prefix(kNoBreakSpace.size());
    if (text.ends_with(kNoBreakSpace)) text.remove_suffix(kNoBreakSpace.size());
    if (text.size() == before) return text;
  }
}

void recode(Table& table, Index slot, const std::vector<std::int32_t>& place) {
  parallel_for(static_cast<Index>(table.blocks.size()), [&](Index b) {
    TableBlock& block = table.blocks[static_cast<std::size_t>(b)];
    for (Index r = 0; r < block.rows; ++r) {
      std::int32_t& code = block.codes(r, slot);
      if (code >= 0) code = place[static_cast<std::size_t>(code)];
    }
  });
}

}  // namespace

std::string spelling_key(std::string_view level) {
  return lower_case(without_blanks(level));
}

void join_spellings(Table& table, Column& column) {
  constexpr std::size_t kMostLevels = 10000;  // more than this are ids or free text
  if (column.levels.size() > kMostLevels) return;
  std::unordered_map<std::string, std::size_t> commonest;  // by key, the level that is kept
  for (std::size_t l = 0; l < column.levels.size(); ++l) {
    const auto [found, is_new] = commonest.emplace(spelling_key(column.levels[l]), l);
    if (!is_new && column.counts[l] > column.counts[found->second]) found->second = l;
  }
  if (commonest.size() == column.levels.size()) return;

  std::vector<std::size_t> kept;
  std::vector<std::string> names;
  for (std::size_t l = 0; l < column.levels.size(); ++l) {
    if (commonest.at(spelling_key(column.levels[l])) != l) continue;
    kept.push_back(l);
    names.emplace_back(without_blanks(column.levels[l]));
  }
  std::vector<std::string> levels;
  std::vector<Index> counts(kept.size(), 0);
  std::vector<std::int32_t> place(column.levels.size(), -1);
  for (const std::size_t k : order_of_levels(names)) {
    place[kept[k]] = static_cast<std::int32_t>(levels.size());
    levels.push_back(names[k]);
  }
  std::string example;
  for (std::size_t l = 0; l < column.levels.size(); ++l) {
    place[l] = place[commonest.at(spelling_key(column.levels[l]))];
    const auto joined = static_cast<std::size_t>(place[l]);
    counts[joined] += column.counts[l];
    if (example.empty() && column.levels[l] != levels[joined]) {
      example = in_quotes(column.levels[l]) + " into " + in_quotes(levels[joined]);
    }
  }
  recode(table, column.slot, place);
  column.remarks.push_back(counted(std::ssize(column.levels), "spelling") + " merged into " +
                           counted(std::ssize(levels), "level") + ", as " + example +
                           "; --categorical keeps them separate");
  column.levels = std::move(levels);
  column.counts = std::move(counts);
}

}  // namespace binet::detail
