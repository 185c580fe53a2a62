#include "model/evidence.hpp"

#include "binet/model/classifier.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace binet {
namespace {

constexpr std::size_t kBins = 20, kMostLevels = 20;
constexpr double kOuterShare = 0.01;  ///< share of cells that may lie beyond the outer edges, on each side

void histogram_of_numbers(const Table& table, const Column& column, std::span<const Index> rows,
                          const std::vector<bool>& positive, ClassHistogram& found) {
  std::vector<double> cells;
  for (const Index row : rows) cells.push_back(table.number(column, row));
  std::vector<double> known;
  std::ranges::copy_if(cells, std::back_inserter(known), [](double x) { return !std::isnan(x); });
  found.missing = static_cast<double>(cells.size() - known.size());
  if (known.empty()) return;
  std::ranges::sort(known);
  const auto quantile = [&](double share) {
    return known[static_cast<std::size_t>(share * static_cast<double>(known.size() - 1))];
  };
  found.median = quantile(0.5);
  double low = quantile(kOuterShare), high = quantile(1 - kOuterShare);
  if (!(high > low)) low = known.front(), high = known.back();
  if (!(high > low) || !std::isfinite(high - low)) return;
  std::vector<double> distinct = known;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  const bool few = distinct.size() <= kBins;  // evenly spaced values are each in the middle of a bin
  double step = few ? distinct[1] - distinct[0] : 0;
  for (std::size_t i = 1; few && i < distinct.size(); ++i) step = std::min(step, distinct[i] - distinct[i - 1]);
  const double steps = few ? (distinct.back() - distinct.front()) / step : 0;
  const bool even = few && steps < static_cast<double>(kBins) + 0.5;
  const std::size_t bins = even ? static_cast<std::size_t>(std::lround(steps)) + 1 : kBins;
  if (even) low = distinct.front() - step / 2, high = distinct.front() + (static_cast<double>(bins) - 0.5) * step;
  for (std::size_t i = 0; i <= bins; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(bins);
    found.edges.push_back(low * (1 - share) + high * share);
  }
  found.positive.resize(bins);
  found.negative.resize(bins);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (std::isnan(cells[i])) continue;
    const auto after = std::ranges::upper_bound(found.edges, cells[i]) - found.edges.begin();
    const auto bin =
        static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(after - 1, 0, static_cast<std::ptrdiff_t>(bins) - 1));
    ++(positive[i] ? found.positive : found.negative)[bin];
  }
}

void histogram_of_levels(const Table& table, const Column& column, std::span<const Index> rows,
                         const std::vector<bool>& positive, ClassHistogram& found) {
  std::vector<double> by_class[2];
  for (auto& counts : by_class) counts.resize(column.levels.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int32_t code = table.code(column, rows[i]);
    if (code < 0) {
      ++found.missing;
    } else {
      ++by_class[positive[i]][static_cast<std::size_t>(code)];
    }
  }
  std::vector<std::size_t> order(column.levels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&](std::size_t code) { return by_class[0][code] + by_class[1][code]; });
  for (std::size_t place = 0; place < order.size(); ++place) {
    const std::size_t code = order[place];
    const double all = by_class[0][code] + by_class[1][code];
    if (all == 0) break;
    if (place >= kMostLevels) {
      found.other += all;
      continue;
    }
    found.levels.push_back(column.levels[code]);
    found.negative.push_back(by_class[0][code]);
    found.positive.push_back(by_class[1][code]);
  }
}

}  // namespace

const Evidence& evidence_of(const TrainingReport& report) {
  static const Evidence none;
  return report.evidence ? *report.evidence : none;
}

ScoreBinning kept_binning(double threshold) {
  return {.grid = 100, .quantiles = 60, .also = {threshold}};
}

ClassHistogram column_histogram(const Table& table, const Column& column, std::span<const Index> rows,
                                 const std::vector<bool>& positive) {
  ClassHistogram found;
  found.name = column.name;
  const bool numbers = column.type == ColumnType::numeric;
  (numbers ? histogram_of_numbers : histogram_of_levels)(table, column, rows, positive, found);
  return found;
}

}  // namespace binet
