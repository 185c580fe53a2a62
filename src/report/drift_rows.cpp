#include "report/drift_rows.hpp"

#include "binet/table/schema.hpp"
#include "table/cell_weights.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace binet {

std::vector<detail::ColumnFigures> find_drift(const Classifier& model, const Table& table) {
  const bool weighted = !model.weight_column.empty() && table.find(model.weight_column) != nullptr;
  const Vector weight = weighted ? read_weight(table, model.weight_column) : Vector();
  const std::span<const Scalar> weights{weight.data(), static_cast<std::size_t>(weight.size())};
  detail::DriftCounts counts(model.schema);
  counts.add(counts.count(table, weights));
  std::vector<detail::ColumnFigures> found =
      column_figures(model.schema, counts, detail::HistogramCounts(model.schema).count(table, weights),
                     detail::count_weighted_rows(table.rows, weights));
  std::ranges::stable_sort(found, std::ranges::greater(), [](const detail::ColumnFigures& column) {
    return std::max({std::isnan(column.psi) ? 0 : column.psi, column.unseen, column.outside});
  });
  return found;
}

}  // namespace binet
