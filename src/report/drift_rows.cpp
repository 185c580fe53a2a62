#include "report/drift_rows.hpp"

#include "binet/base/parallel.hpp"
#include "model/evidence.hpp"
#include "table/drift_counts.hpp"

#include <algorithm>
#include <cmath>

namespace binet {

namespace {

double share(Index cells, Index rows) {
  return rows > 0 ? static_cast<double>(cells) / static_cast<double>(rows) : 0;
}

/// Σ (q − p) ln(q/p); empty bins count as half a row of a thousand.
double stability_index(const std::vector<double>& before, const std::vector<double>& now) {
  constexpr double kLeast = 5e-4;
  double sum = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] == 0 && now[i] == 0) continue;
    const double p = std::max(before[i], kLeast), q = std::max(now[i], kLeast);
    sum += (q - p) * std::log(q / p);
  }
  return sum;
}

}  // namespace

std::vector<DriftRow> find_drift(const Classifier& model, const Table& table, std::span<const Index> rows) {
  detail::DriftCounts counts(model.schema);
  counts.add(counts.count(table));
  std::vector<DriftRow> found(counts.size());
  parallel_for(static_cast<Index>(counts.size()), [&](Index i) {
    const auto c = static_cast<std::size_t>(i);
    const ColumnSchema& column = counts.column(c);
    const detail::ColumnDrift& drift = counts[c];
    DriftRow& row = found[c] = {column.name,
                                kUnknown,
                                share(column.missing, model.schema.rows),
                                share(drift.missing, drift.rows),
                                share(drift.outside, drift.rows),
                                share(drift.unseen, drift.rows),
                                drift.unseen > 0 ? drift.commonest_unseen() : ""};
    if (const ClassHistogram* const histogram = find_histogram(model, column.name)) {
      row.stability = stability_index(shares_of(*histogram), shares_in(*histogram, table, rows));
    }
  });
  std::ranges::stable_sort(found, [](const DriftRow& a, const DriftRow& b) {
    const auto key = [](const DriftRow& row) {
      return std::max({std::isnan(row.stability) ? 0 : row.stability, row.unseen, row.outside});
    };
    return key(a) > key(b);
  });
  return found;
}

}  // namespace binet
