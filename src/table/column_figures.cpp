#include "table/column_figures.hpp"

#include <algorithm>
#include <cmath>

namespace binet::detail {
namespace {

/// Compares the counted bins with those of training; missing cells are one more bin. `all`: Σ over every cell.
void compare_bins(const std::vector<double>& bins, double all, double rows, Index training_rows,
                  ColumnFigures& figures) {
  const std::vector<double>& before = figures.column->histogram.shares;
  if (before.empty() || rows == 0 || training_rows == 0) return;
  std::vector<double> p, q;
  for (std::size_t b = 0; b < bins.size(); ++b) {
    p.push_back(before[b] * (1 - figures.missing_before));
    q.push_back(share_of(bins[b], all));
  }
  p.push_back(figures.missing_before);
  q.push_back(figures.missing);
  const auto before_rows = static_cast<double>(training_rows);
  const double either = 1 / rows + 1 / before_rows;
  figures.psi = population_stability_index(p, q, 0.5 / std::max(rows, before_rows));
  const auto used = std::ranges::count_if(p, [](double share) { return share > 0; });
  figures.chance = static_cast<double>(std::max<std::ptrdiff_t>(used - 1, 0)) * either;
}

}  // namespace

std::vector<ColumnFigures> column_figures(const Schema& schema, const DriftCounts& counts,
                                          const HistogramCounts::Counts& bins, double rows) {
  std::vector<ColumnFigures> figures;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    const ColumnDrift& drift = counts[c];
    ColumnFigures& column = figures.emplace_back();
    column.column = &counts.column(c);
    column.missing = share_of(drift.missing, drift.rows);
    column.missing_before = share_of(static_cast<double>(column.column->missing), static_cast<double>(schema.rows));
    column.unseen = share_of(drift.unseen, drift.rows);
    column.outside = share_of(drift.outside, drift.rows);
    column.unseen_text = drift.commonest_unseen();
    if (drift.outside > 0) {
      column.lowest = drift.lowest;
      column.highest = drift.highest;
    }
    compare_bins(bins[c], drift.rows, rows, schema.rows, column);
  }
  std::ranges::stable_sort(figures, [](const ColumnFigures& a, const ColumnFigures& b) {
    return (std::isnan(a.psi) ? -1 : a.psi) > (std::isnan(b.psi) ? -1 : b.psi);
  });
  return figures;
}

}  // namespace binet::detail
