#include "table/cell_weights.hpp"

#include <algorithm>
#include <cmath>

namespace binet::detail {

CellWeights weigh_cells(const Table& table, const Column& column, std::span<const Scalar> weight) {
  CellWeights cells;
  if (weight.empty()) {
    cells.rows = static_cast<double>(table.rows);
    cells.missing = static_cast<double>(column.missing);
    cells.of_level.assign(column.counts.begin(), column.counts.end());
    return cells;
  }
  cells.of_level.assign(column.levels.size(), 0);
  for (const TableBlock& block : table.blocks) {
    for (Index r = 0; r < block.rows; ++r) {
      const auto w = static_cast<double>(weight[static_cast<std::size_t>(block.first_row + r)]);
      cells.rows += w;
      if (column.type == ColumnType::category) {
        const std::int32_t code = block.codes(r, column.slot);
        (code < 0 ? cells.missing : cells.of_level[static_cast<std::size_t>(code)]) += w;
      } else if (std::isnan(block.number(column, r))) {
        cells.missing += w;
      }
    }
  }
  return cells;
}

double count_weighted_rows(Index rows, std::span<const Scalar> weight) {
  if (weight.empty()) return static_cast<double>(rows);
  double sum = 0;
  for (const Scalar w : weight) sum += static_cast<double>(w);
  if (std::ranges::all_of(weight, [](Scalar w) { return w == std::floor(w); })) return sum;
  return static_cast<double>(std::ranges::count_if(weight, [](Scalar w) { return w > 0; }));
}

}  // namespace binet::detail
