#include "explain/typical_row.hpp"

#include "base/csv_field.hpp"
#include "base/number_text.hpp"
#include "model/evidence.hpp"

#include <algorithm>
#include <array>

namespace binet {

const ClassHistogram* find_histogram(const Classifier& model, std::string_view column) {
  const auto& columns = evidence_of(model.report).columns;
  const auto found = std::ranges::find(columns, column, &ClassHistogram::name);
  return found == columns.end() ? nullptr : &*found;
}

std::string typical_cell(const Classifier& model, const ColumnSchema& column) {
  const ClassHistogram* const histogram = find_histogram(model, column.name);
  if (column.type == ColumnType::numeric) {
    return shortest_digits(histogram != nullptr && !histogram->edges.empty() ? histogram->median : column.mean);
  }
  if (histogram != nullptr && !histogram->levels.empty()) return histogram->levels.front();
  return column.levels.empty() ? "" : column.levels.front();
}

Table typical_row(const Classifier& model) {
  TableOptions options{.csv = {{.delimiter = ','}, {}, {""}}};
  std::string header, row;
  for (const ColumnSchema& column : model.schema.columns) {
    if (!column.dropped.empty()) continue;
    header += (header.empty() ? "" : ",") + detail::quoted_field(column.name);
    row += (row.empty() ? "" : ",") + detail::quoted_field(typical_cell(model, column));
    (column.type == ColumnType::numeric ? options.numeric : options.categorical).push_back(column.name);
  }
  if (header.empty()) return {};
  return parse_table(header + "\n" + row + "\n", options, "a typical row").gather(std::array<Index, 1>{0});
}

}  // namespace binet
