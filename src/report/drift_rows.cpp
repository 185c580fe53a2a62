#include "report/drift_rows.hpp"

#include <algorithm>
#include <cmath>

namespace binet {

std::vector<detail::ColumnFigures> find_drift(const Classifier& model, const Table& table) {
  detail::DriftCounts counts(model.schema);
  counts.add(counts.count(table));
  std::vector<detail::ColumnFigures> found = column_figures(
      model.schema, counts, detail::HistogramCounts(model.schema).count(table), table.rows);
  std::ranges::stable_sort(found, std::ranges::greater(), [](const detail::ColumnFigures& column) {
    return std::max({std::isnan(column.psi) ? 0 : column.psi, column.unseen, column.outside});
  });
  return found;
}

}  // namespace binet
