#include "table/column_histogram.hpp"

#include "binet/base/parallel.hpp"
#include "table/cell_weights.hpp"
#include "table/number_sample.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace binet::detail {
namespace {

constexpr std::size_t kBins = 10;    ///< bins of numbers, if all edges differ
constexpr std::size_t kLevels = 20;  ///< levels with a bin of their own
constexpr std::size_t kSampleRows = 5000;

ColumnHistogram histogram_of_levels(const Table& table, const Column& column, std::span<const Index> rows,
                                    std::span<const Scalar> weight) {
  std::vector<double> counts(column.levels.size(), 0);
  double sum = 0;
  const std::size_t taken = std::min(rows.size(), kSampleRows);
  for (std::size_t t = 0; t < taken; ++t) {
    const std::size_t i = t * rows.size() / taken;
    const std::int32_t code = table.code(column, rows[i]);
    if (code < 0) continue;
    const double count = weight.empty() ? 1 : static_cast<double>(weight[i]);
    counts[static_cast<std::size_t>(code)] += count;
    sum += count;
  }
  ColumnHistogram histogram;
  if (sum == 0) return histogram;
  std::vector<std::size_t> order(counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  double others = sum;
  for (const std::size_t level : order) {
    if (histogram.levels.size() == kLevels || counts[level] == 0) break;
    histogram.levels.push_back(column.levels[level]);
    histogram.shares.push_back(counts[level] / sum);
    others -= counts[level];
  }
  histogram.shares.push_back(histogram.levels.size() == counts.size() ? 0 : std::max(others, 0.0) / sum);
  return histogram;
}

/// A column of numbers, and the bins that its cells are counted in.
struct BinnedNumbers {
  const Column* column;
  const std::vector<double>& edges;
  std::vector<double>& bins;
};

/// The counts of a block's cells by column and bin: of rows few enough to stay in the cache, and without branches, by
/// how many numbers are at or below each edge.
std::vector<std::vector<Index>> count_numbers(const TableBlock& block, const std::vector<BinnedNumbers>& columns) {
  constexpr Index kRows = 512;
  std::vector<std::vector<Index>> counts;
  for (const BinnedNumbers& of : columns) counts.emplace_back(of.edges.size() + 1, 0);
  double x[kRows];
  for (Index begin = 0; begin < block.rows; begin += kRows) {
    const Index rows = std::min(kRows, block.rows - begin);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      for (Index r = 0; r < rows; ++r) x[r] = block.number(*columns[c].column, begin + r);
      Index below = 0;
      const auto fill = [&](std::size_t bin, Index at_most) {
        counts[c][bin] += at_most - below;
        below = at_most;
      };
      for (std::size_t e = 0; e < columns[c].edges.size(); ++e) {
        const double edge = columns[c].edges[e];
        Index at_most = 0;
        for (Index r = 0; r < rows; ++r) at_most += x[r] <= edge ? 1 : 0;
        fill(e, at_most);
      }
      Index known = 0;
      for (Index r = 0; r < rows; ++r) known += x[r] == x[r] ? 1 : 0;
      fill(columns[c].edges.size(), known);
    }
  }
  return counts;
}

/// Adds the weights of a table's rows to the bins of their cells.
void add_weights(const Table& table, std::span<const Scalar> weight, const BinnedNumbers& column) {
  for (const TableBlock& block : table.blocks) {
    const std::span<const Scalar> of_block = weights_of(block, weight);
    for (Index r = 0; r < block.rows; ++r) {
      const double x = block.number(*column.column, r);
      if (std::isnan(x)) continue;
      const auto edge = std::ranges::lower_bound(column.edges, x);
      column.bins[static_cast<std::size_t>(edge - column.edges.begin())] +=
          static_cast<double>(of_block[static_cast<std::size_t>(r)]);
    }
  }
}

}  // namespace

ColumnHistogram histogram_of_numbers(const std::vector<double>& numbers, const std::vector<double>& counts) {
  ColumnHistogram histogram;
  const double sum = std::accumulate(counts.begin(), counts.end(), 0.0);
  if (!(sum > 0)) return histogram;
  double below = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    below += counts[i];
    const double wanted = static_cast<double>(histogram.edges.size() + 1) / static_cast<double>(kBins);
    const bool last_of_equals = i + 1 == numbers.size() || numbers[i + 1] != numbers[i];
    if (!last_of_equals || below < wanted * sum || histogram.edges.size() + 1 == kBins) continue;
    histogram.edges.push_back(numbers[i]);
  }
  histogram.shares.assign(histogram.edges.size() + 1, 0);
  for (std::size_t i = 0; i < numbers.size(); ++i) histogram.shares[bin_of(histogram, numbers[i])] += counts[i] / sum;
  return histogram;
}

ColumnHistogram histogram_of(const Table& table, const Column& column, std::span<const Index> rows,
                             std::span<const Scalar> weight) {
  if (column.type == ColumnType::category) return histogram_of_levels(table, column, rows, weight);
  const RowSample sample(table, rows, kSampleRows);
  const NumberColumn cells(table, column);
  std::vector<double> numbers, counts;
  if (weight.empty()) {
    numbers = sample.sorted(cells);
    counts.assign(numbers.size(), 1);
  } else {
    sample.sort_weighted(cells, weight, numbers, counts);
  }
  return histogram_of_numbers(numbers, counts);
}

std::size_t bin_of(const ColumnHistogram& histogram, double x) {
  const auto edge = std::ranges::lower_bound(histogram.edges, x);
  return static_cast<std::size_t>(edge - histogram.edges.begin());
}

double population_stability_index(const std::vector<double>& p, const std::vector<double>& q, double least) {
  double index = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double a = std::max(p[i], least), b = std::max(q[i], least);
    index += (a - b) * std::log(a / b);
  }
  return index;
}

HistogramCounts::HistogramCounts(const Schema& schema) {
  for (const ColumnSchema& column : schema.columns) {
    if (!column.dropped.empty()) continue;
    columns_.push_back(&column);
    const ColumnHistogram& histogram = column.histogram;
    total_.emplace_back(histogram.shares.size(), 0);
    level_of_.push_back(levels_.size());
    std::vector<std::size_t>& bins = bin_of_level_.emplace_back();
    if (column.type != ColumnType::category) continue;
    levels_.emplace_back(column.levels);
    for (const std::string& level : column.levels) {
      const auto found = std::ranges::find(histogram.levels, level);
      bins.push_back(static_cast<std::size_t>(found - histogram.levels.begin()));
    }
  }
}

HistogramCounts::Counts HistogramCounts::count(const Table& table, std::span<const Scalar> weight) const {
  Counts counts;
  for (const ColumnSchema* column : columns_) counts.emplace_back(column->histogram.shares.size(), 0);
  std::vector<BinnedNumbers> numeric;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const ColumnHistogram& histogram = columns_[c]->histogram;
    std::vector<double>& bins = counts[c];
    const Column* const column = table.find(columns_[c]->name);
    if (column == nullptr || bins.empty()) continue;
    if (columns_[c]->type == ColumnType::category) {
      const std::vector<double> cells = weigh_cells(table, *column, weight).of_level;
      for (std::size_t l = 0; l < column->levels.size(); ++l) {
        const std::int32_t level = levels_[level_of_[c]].find(column->levels[l]).level;
        const std::size_t bin = level < 0 ? histogram.levels.size() : bin_of_level_[c][static_cast<std::size_t>(level)];
        bins[bin] += cells[l];
      }
      continue;
    }
    numeric.push_back({column, histogram.edges, bins});
  }
  if (!weight.empty()) {
    for (const BinnedNumbers& column : numeric) add_weights(table, weight, column);
    return counts;
  }
  std::vector<std::vector<std::vector<Index>>> by_block(table.blocks.size());
  parallel_for(std::ssize(table.blocks), [&](Index b) {
    by_block[static_cast<std::size_t>(b)] = count_numbers(table.blocks[static_cast<std::size_t>(b)], numeric);
  });
  for (const auto& of_block : by_block) {
    for (std::size_t c = 0; c < numeric.size(); ++c) {
      for (std::size_t bin = 0; bin < of_block[c].size(); ++bin)
        numeric[c].bins[bin] += static_cast<double>(of_block[c][bin]);
    }
  }
  return counts;
}

void HistogramCounts::add(const Counts& more) {
  for (std::size_t c = 0; c < total_.size(); ++c) {
    for (std::size_t b = 0; b < total_[c].size(); ++b) total_[c][b] += more[c][b];
  }
}

}  // namespace binet::detail
