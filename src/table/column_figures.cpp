#include "table/column_figures.hpp"

#include <algorithm>
#include <cmath>

namespace binet::detail {
namespace {

/// Compares the counted bins with those of training; missing cells are one more bin.
void compare_bins(const std::vector<Index>& bins, Index rows, Index training_rows, ColumnFigures& figures) {
  const std::vector<double>& before = figures.column->histogram.shares;
  if (before.empty() || rows == 0 || training_rows == 0) return;
  std::vector<double> p, q;
  for (std::size_t b = 0; b < bins.size(); ++b) {
    p.push_back(before[b] * (1 - figures.missing_before));
    q.push_back(share_of(bins[b], rows));
  }
  p.push_back(figures.missing_before);
  q.push_back(figures.missing);
  const double either = 1 / static_cast<double>(rows) + 1 / static_cast<double>(training_rows);
  figures.psi = population_stability_index(p, q, 0.5 / static_cast<double>(std::max(rows, training_rows)));
  const auto used = std::ranges::count_if(p, [](double share) { return share > 0; });
  figures.chance = static_cast<double>(std::max<std::ptrdiff_t>(used - 1, 0)) * either;
}

}  // namespace

std::vector<ColumnFigures> column_figures(const Schema& schema, const DriftCounts& counts,
                                          const HistogramCounts::Counts& bins, Index rows) {
  std::vector<ColumnFigures> figures;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    const ColumnDrift& drift = counts[c];
    ColumnFigures& column = figures.emplace_back();
    column.column = &counts.column(c);
    column.missing = share_of(drift.missing, rows);
    column.missing_before = share_of(column.column->missing, schema.rows);
    column.unseen = share_of(drift.unseen, rows);
    column.outside = share_of(drift.outside, rows);
    column.unseen_text = drift.commonest_unseen();
    if (drift.outside > 0) {
      column.lowest = drift.lowest;
      column.highest = drift.highest;
    }
    compare_bins(bins[c], rows, schema.rows, column);
  }
  std::ranges::stable_sort(figures, [](const ColumnFigures& a, const ColumnFigures& b) {
    return (std::isnan(a.psi) ? -1 : a.psi) > (std::isnan(b.psi) ? -1 : b.psi);
  });
  return figures;
}

}  // namespace binet::detail
