#include "profile/sentinel.hpp"

#include "base/number_text.hpp"
#include "csv/date_text.hpp"
#include "table/date_parts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace binet {
namespace {

/// True for 999, 9999 and so on, with either sign.
bool is_nines(double x) {
  constexpr double kLeast = 999, kMost = 1e12;
  const double size = std::abs(x);
  return size >= kLeast && size < kMost && std::pow(10, std::round(std::log10(size + 1))) == size + 1;
}

/// True for the dates that systems write for "never" and "not known": 1 January 1900 and 31 December 9999 and the like.
bool is_usual_date(double days_since_1970) {
  const detail::CivilDay day = detail::civil_day(days_since_1970);
  const bool first = day.month == 1 && day.day == 1, last = day.month == 12 && day.day == 31;
  return (first && (day.year == 1 || day.year == 1753 || day.year == 1800 || day.year == 1900 || day.year == 1970)) ||
         ((first || last) && (day.year == 2099 || day.year == 2999 || day.year == 9999));
}

struct Others {
  Index same = 0;
  double least = std::numeric_limits<double>::infinity(), most = -least;
};

Others others_than(double sentinel, const std::vector<double>& numbers) {
  Others others;
  for (const double x : numbers) {
    if (x == sentinel) ++others.same;
    if (x == sentinel || std::isnan(x)) continue;
    others.least = std::min(others.least, x);
    others.most = std::max(others.most, x);
  }
  return others;
}

}  // namespace

bool may_hold_sentinel(const ColumnSchema& column) {
  if (detail::holds_days(column.source)) return true;
  return is_nines(column.minimum) || is_nines(column.maximum);
}

std::string sentinel_among_numbers(const Table& table, const Column& column) {
  const bool dates = detail::holds_days(column.source);
  if (column.type != ColumnType::numeric || !(dates || column.source.notation.empty())) return "";
  const auto text = [&](double x) { return dates ? detail::date_text(x + column.source.origin) : shortest_digits(x); };
  const std::vector<double> numbers = table.numbers(column);
  double least = std::numeric_limits<double>::infinity(), most = -least;
  for (const double x : numbers) {
    least = x < least ? x : least;
    most = x > most ? x : most;
  }
  for (const double sentinel : {least, most}) {
    if (!(dates ? is_usual_date(sentinel + column.source.origin) : is_nines(sentinel))) continue;
    const Others others = others_than(sentinel, numbers);
    const double distance = sentinel < others.least ? others.least - sentinel : sentinel - others.most;
    constexpr double kFar = 2;
    if (others.same < 2 || others.least > others.most || distance <= kFar * (others.most - others.least)) continue;
    return std::to_string(others.same) + " cells are " + text(sentinel) + ", the others from " + text(others.least) +
           " to " + text(others.most) + "; --missing " + (dates ? "DATE, as the file writes it," : text(sentinel)) +
           " reads them as missing";
  }
  return "";
}

}  // namespace binet
