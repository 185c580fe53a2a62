#include "table/group_columns.hpp"

#include "binet/base/error.hpp"
#include "csv/text.hpp"

#include <chrono>
#include <cmath>
#include <map>

namespace binet {
namespace {

/// Takes what it reads off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : left_(text) {}

  bool done() const { return left_.empty(); }
  bool take(char wanted) {
    if (left_.empty() || left_.front() != wanted) return false;
    left_.remove_prefix(1);
    return true;
  }
  /// Exactly so many digits.
  std::optional<int> digits(std::size_t count) {
    if (left_.size() < count) return std::nullopt;
    int value = 0;
    for (const char digit : left_.substr(0, count)) {
      if (digit < '0' || digit > '9') return std::nullopt;
      value = 10 * value + (digit - '0');
    }
    left_.remove_prefix(count);
    return value;
  }
  /// The digits after a decimal point, one at least.
  std::optional<double> fraction() {
    double value = 0, place = 0.1;
    if (left_.empty() || left_.front() < '0' || left_.front() > '9') return std::nullopt;
    for (; !left_.empty() && left_.front() >= '0' && left_.front() <= '9'; place /= 10) {
      value += place * (left_.front() - '0');
      left_.remove_prefix(1);
    }
    return value;
  }

 private:
  std::string_view left_;
};

/// Seconds since 1970 at the start of the day.
std::optional<double> scan_date(Scanner& text) {
  const auto year = text.digits(4);
  if (!year || !text.take('-')) return std::nullopt;
  const auto month = text.digits(2);
  if (!month || !text.take('-')) return std::nullopt;
  const auto day = text.digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return 86400.0 * static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
}

std::optional<double> scan_hour_and_minute(Scanner& text, bool colon_needed) {
  const auto hour = text.digits(2);
  if (!hour || *hour > 24) return std::nullopt;
  const bool colon = text.take(':');
  if (!colon && colon_needed) return std::nullopt;
  const auto minute = text.digits(2);
  if (!minute && (colon || !text.done())) return std::nullopt;
  if (minute.value_or(0) > 59) return std::nullopt;
  return 3600.0 * *hour + 60.0 * minute.value_or(0);
}

std::optional<double> scan_time_of_day(Scanner& text) {
  auto seconds = scan_hour_and_minute(text, true);
  if (!seconds || !text.take(':')) return seconds;
  const auto whole = text.digits(2);
  if (!whole || *whole > 60) return std::nullopt;
  *seconds += *whole;
  if (!text.take('.')) return seconds;
  const auto part = text.fraction();
  return part ? std::optional(*seconds + *part) : std::nullopt;
}

/// What local time is ahead of UTC.
std::optional<double> scan_offset(Scanner& text) {
  if (text.done() || text.take('Z')) return 0;
  const bool west = text.take('-');
  if (!west && !text.take('+')) return std::nullopt;
  const auto seconds = scan_hour_and_minute(text, false);
  return seconds ? std::optional(west ? -*seconds : *seconds) : std::nullopt;
}

std::string cell_of(const Table& table, Index row, const char* part, const std::string& column) {
  return detail::place(table.source, table.line(row)) + part + " " + detail::in_quotes(column);
}

}  // namespace

std::optional<double> parse_date_time(std::string_view cell) {
  Scanner text(detail::trim_blanks(cell));
  const auto date = scan_date(text);
  if (!date || text.done()) return date;
  if (!text.take('T') && !text.take(' ')) return std::nullopt;
  const auto time = scan_time_of_day(text);
  const auto offset = time ? scan_offset(text) : std::nullopt;
  return offset && text.done() ? std::optional(*date + *time - *offset) : std::nullopt;
}

std::vector<Index> read_groups(const Table& table, const std::string& name, std::span<const Index> rows) {
  const Column& column = table.at(name);
  std::vector<Index> groups;
  groups.reserve(rows.size());
  std::map<double, Index> number_of;
  for (const Index row : rows) {
    const double key = column.type == ColumnType::numeric ? table.number(column, row) : table.code(column, row);
    if (std::isnan(key) || (column.type == ColumnType::category && key < 0)) {
      throw Error(cell_of(table, row, "group", name) + ": missing; every row needs one");
    }
    groups.push_back(number_of.try_emplace(key, static_cast<Index>(number_of.size())).first->second);
  }
  return groups;
}

std::vector<double> read_times(const Table& table, const std::string& name, std::span<const Index> rows) {
  const Column& column = table.at(name);
  std::vector<std::optional<double>> level_times;
  for (const std::string& level : column.levels) level_times.push_back(parse_date_time(level));
  const auto refuse = [&](Index row, const std::string& found) {
    throw Error(cell_of(table, row, "time", name) + ": " + found +
                "; expected a number, a date as 2024-05-31, or a date-time as 2024-05-31T18:30:00");
  };
  std::vector<double> times;
  times.reserve(rows.size());
  for (const Index row : rows) {
    if (column.type == ColumnType::numeric) {
      times.push_back(table.number(column, row));
      if (std::isnan(times.back())) refuse(row, "missing");
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
