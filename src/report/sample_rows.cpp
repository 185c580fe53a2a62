#include "report/sample_rows.hpp"

#include "base/number_text.hpp"
#include "report/report.hpp"

#include <array>

namespace binet {
namespace {

std::string quoted(const std::string& text) {
  std::string cell = "\"";
  for (const char c : text) cell += c == '"' ? "\"\"" : std::string(1, c);
  return cell + "\"";
}

}  // namespace

std::string typical_cell(const Classifier& model, const ColumnSchema& column) {
  const ClassHistogram* const histogram = find_histogram(model, column.name);
  if (column.type == ColumnType::numeric) {
    return shortest_digits(histogram != nullptr && !histogram->edges.empty() ? histogram->median : column.mean);
  }
  if (histogram != nullptr && !histogram->levels.empty()) return histogram->levels.front();
  return column.levels.empty() ? "" : column.levels.front();
}

Table typical_row(const Classifier& model) {
  TableOptions options{.csv = {.delimiter = ',', .missing = {""}}};
  std::string header, row;
  for (const ColumnSchema& column : model.schema.columns) {
    if (!column.dropped.empty()) continue;
    header += (header.empty() ? "" : ",") + quoted(column.name);
    row += (row.empty() ? "" : ",") + quoted(typical_cell(model, column));
    (column.type == ColumnType::numeric ? options.numeric : options.categorical).push_back(column.name);
  }
  if (header.empty()) return {};
  return parse_table(header + "\n" + row + "\n", options, "a typical row").gather(std::array<Index, 1>{0});
}

}  // namespace binet
