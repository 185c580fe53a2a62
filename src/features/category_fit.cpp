#include "features/category_fit.hpp"

#include "base/nearest_name.hpp"
#include "base/setting_error.hpp"
#include "binet/base/error.hpp"
#include "csv/text.hpp"
#include "table/level_counts.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace binet::detail {

namespace {

/// The number of rows of each level.
std::vector<double> level_rows(const FittedRows& fitted, const Column& column, const LevelCounts& found) {
  if (!fitted.weighted()) return {found.of_level.begin(), found.of_level.end()};
  std::vector<double> rows = weigh_levels(fitted.table, column, fitted.rows, fitted.weight);
  for (double& count : rows) count *= fitted.count_factor;
  return rows;
}

/// The level that a "column=level" entry names, which must have a code; empty if no entry names the column.
std::string given_reference(const std::vector<std::string>& references, const Column& column,
                            const std::vector<std::size_t>& coded) {
  for (const std::string& reference : references) {
    if (!reference.starts_with(column.name + "=")) continue;
    const std::string level = reference.substr(column.name.size() + 1);
    std::vector<std::string_view> known;
    for (const std::size_t l : coded) known.push_back(column.levels[l]);
    if (level.empty()) {  // an encoding without a reference has an empty one
      throw SettingError("encoding.reference", " " + in_quotes(reference) +
                                                   ": the level of empty cells cannot be a reference; expected "
                                                   "another level of column " +
                                                   in_quotes(column.name));
    }
    if (std::ranges::find(known, level) != known.end()) return level;
    throw SettingError("encoding.reference", " " + in_quotes(reference) + ": column " + in_quotes(column.name) +
                                                 " has no level " + in_quotes(level) + " with a code of its own" +
                                                 did_you_mean(level, known));
  }
  return "";
}

/// Converts the counts to shares, and adds those of pooled levels and missing cells.
void add_shares(const FittedRows& fitted, const std::vector<double>& counts, CategoryEncoding& encoding) {
  const double coded = std::accumulate(encoding.shares.begin(), encoding.shares.end(), encoding.reference_share);
  const double levels = std::accumulate(counts.begin(), counts.end(), 0.0);
  const double rows = fitted.weighted()
                          ? fitted.count_factor * std::accumulate(fitted.weight.begin(), fitted.weight.end(), 0.0)
                          : static_cast<double>(fitted.rows.size());
  if (encoding.pooled) encoding.shares.push_back(std::max(0.0, levels - coded));
  if (encoding.missing) encoding.shares.push_back(std::max(0.0, rows - levels));
  for (double& share : encoding.shares) share /= rows;
  encoding.reference_share /= rows;
}

}  // namespace

CategoryEncoding fit_category(const FittedRows& fitted, const Column& column, const EncoderSettings& settings) {
  const LevelCounts found = count_levels(fitted.table, column, fitted.rows, fitted.table.is_all(fitted.rows));
  const std::vector<double> counts = level_rows(fitted, column, found);
  CategoryEncoding encoding;
  encoding.column = column.name;
  encoding.missing = found.missing > 0;
  std::vector<std::size_t> order;  // by frequency, then in byte order, since the table's levels are sorted
  for (std::size_t l = 0; l < counts.size(); ++l) {
    if (found.of_level[l] == 0) continue;
    const bool rare = settings.min_count > 1 && counts[l] < settings.min_count;
    if (!rare) order.push_back(l);
    encoding.pooled |= rare;
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  if (settings.max_levels > 0 && order.size() > static_cast<std::size_t>(settings.max_levels)) {
    order.resize(static_cast<std::size_t>(settings.max_levels));
    encoding.pooled = true;
  }
  const std::string given = given_reference(settings.references, column, order);
  if (!given.empty()) encoding.reference = given;
  if (settings.reference_level && !order.empty() && column.name != settings.full_category) {
    const auto empty_last = [&](std::size_t l) { return std::pair(column.levels[l].empty(), l); };
    const auto reference = given.empty()
                               ? std::ranges::min_element(order, {}, empty_last)
                               : std::ranges::find(order, given, [&](std::size_t l) { return column.levels[l]; });
    encoding.reference = column.levels[*reference];
    encoding.reference_share = counts[*reference];
    order.erase(reference);
  }
  for (const std::size_t l : order) {
    encoding.levels.push_back(column.levels[l]);
    encoding.shares.push_back(counts[l]);
  }
  add_shares(fitted, counts, encoding);
  return encoding;
}

}  // namespace binet::detail
