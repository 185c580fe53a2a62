#include "cli/weight_notation.hpp"

#include "base/number_text.hpp"
#include "binet/base/error.hpp"
#include "csv/csv.hpp"

#include <algorithm>

namespace binet {

void WeightNotation::apply(std::span<RowBlock> blocks) {
  if (column_.empty()) return;
  constexpr std::size_t kSeenOfPlain = 100;  // enough to find that later texts have another notation, and quick
  std::vector<Column*> columns;
  for (RowBlock& block : blocks) {
    const auto column = std::ranges::find(block.table.columns, column_, &Column::name);
    if (column == block.table.columns.end()) continue;
    double number = 0;
    const bool plain = !applied_ && std::ranges::all_of(column->levels, [&](const std::string& text) {
      return parse_number(text, number);
    });
    const std::size_t seen = plain ? std::min(column->levels.size(), kSeenOfPlain) : column->levels.size();
    for (std::size_t i = 0; i < seen; ++i) evidence_.see(column->levels[i], {}, {.dates = false}, false);
    columns.push_back(&*column);
  }
  const detail::ColumnNotation notation = evidence_.choose();
  if (applied_ && notation.notation != applied_.notation) {
    throw Error(blocks.front().table.source + ": weight " + detail::in_quotes(column_) + ": numbers were read with " +
                applied_.change() + " (" + detail::in_quotes(evidence_.example()) +
                "), but later ones have another notation; expected one notation");
  }
  if (!notation || notation.is_usual()) return;
  applied_ = notation;
  for (Column* column : columns) {
    for (std::string& text : column->levels) {
      if (const auto number = notation.read(text)) text = shortest_digits(*number);
    }
  }
}

}  // namespace binet
