#include "table/column_counts.hpp"

#include "base/counted.hpp"
#include "table/date_parts.hpp"

namespace binet::detail {

std::string column_counts(const Schema& schema) {
  Index numeric = 0, dates = 0, categories = 0;
  for (const ColumnSchema& column : schema.columns) {
    if (!column.dropped.empty() || !column.source.part.empty()) continue;
    ++(holds_days(column.source) ? dates : column.type == ColumnType::numeric ? numeric : categories);
  }
  return std::to_string(numeric) + " numeric, " + (dates > 0 ? counted(dates, "date") + ", " : std::string()) +
         counted(categories, "category", "categories");
}

}  // namespace binet::detail
