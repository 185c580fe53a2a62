#include "table/group_columns.hpp"

#include "binet/base/error.hpp"
#include "csv/date_text.hpp"
#include "csv/notation.hpp"
#include "csv/text.hpp"

#include <cmath>
#include <map>

namespace binet {
namespace {

std::string cell_of(const Table& table, Index row, const char* part, const std::string& column) {
  return table.place(row) + part + " " + detail::in_quotes(column);
}

}  // namespace

std::optional<double> parse_date_time(std::string_view cell) {
  return detail::read_date(cell, detail::DateOrder::year_month_day);
}

std::vector<Index> read_groups(const Table& table, const std::string& name, std::span<const Index> rows,
                               const char* role) {
  const Column& column = table.at(name);
  std::vector<Index> groups;
  groups.reserve(rows.size());
  std::map<double, Index> number_of;
  for (const Index row : rows) {
    const double key = column.type == ColumnType::numeric ? table.number(column, row) : table.code(column, row);
    if (std::isnan(key) || (column.type == ColumnType::category && key < 0)) {
      throw Error(cell_of(table, row, role, name) + ": missing; every row needs one");
    }
    groups.push_back(number_of.try_emplace(key, static_cast<Index>(number_of.size())).first->second);
  }
  return groups;
}

std::vector<double> read_times(const Table& table, const std::string& name, std::span<const Index> rows,
                               const char* role) {
  const Column& column = table.at(name);
  std::vector<std::optional<double>> level_times;
  for (const std::string& level : column.levels) level_times.push_back(parse_date_time(level));
  const auto refuse = [&](Index row, const std::string& found) {
    throw Error(cell_of(table, row, role, name) + ": " + found +
                "; expected a number, a date such as 2024-05-31, or a date-time such as 2024-05-31T18:30:00");
  };
  std::vector<double> times;
  times.reserve(rows.size());
  const detail::Notation* const notation = detail::find_notation(column.source.notation);
  const bool dates = notation != nullptr && notation->kind == detail::Notation::Kind::date;
  for (const Index row : rows) {
    if (column.type == ColumnType::numeric) {
      const double x = table.number(column, row);
      if (std::isnan(x)) refuse(row, "missing");
      times.push_back(dates ? (x + column.source.origin) * detail::kSecondsPerDay : x);
      continue;
    }
    const std::int32_t code = table.code(column, row);
    if (code < 0) refuse(row, "missing");
    const auto level = static_cast<std::size_t>(code);
    if (!level_times[level]) refuse(row, detail::in_quotes(column.levels[level]));
    times.push_back(*level_times[level]);
  }
  return times;
}

}  // namespace binet
