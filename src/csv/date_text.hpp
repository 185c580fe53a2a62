#pragma once

#include <optional>
#include <string_view>

namespace binet::detail {

/// The order of the parts of a date. `named`: the month is a word of month_of(), as in "5 Jan 2024", "Jan 5, 2024" or
/// "5 de enero de 2024". `period`: a month, quarter or ISO week stands for its first day, as in "2024-05", "05/2024",
/// "May 2024", "2024-Q2", "Q2 2024" and "2024-W21".
enum class DateOrder { year_month_day, day_month_year, month_day_year, named, period };

/// Seconds since 1970-01-01T00:00Z of a date, optionally followed by T, a comma or a blank and a time of day: 18:30,
/// 18:30:15.5, 18.30.15 or 6:30 PM, in UTC unless UTC+H, ±HH:MM, ±HHMM or ±HH follows. The parts of a date are
/// separated by the same '-', '/' or '.'; with the year first also 20240131T183000 and 2024年1月31日, with a name also
/// "Wed Jan 31 18:30:00 2024". A year has four digits, or two at the end, where 70 is 1970 and 69 is 2069. Empty for
/// any other text. A period has a year of four digits, and no time of day.
std::optional<double> read_date(std::string_view text, DateOrder order);

/// Seconds of "12:34:56", "12:34", "1:02:03.5", "6:30 PM" or "-2 days 06:30:00", where the time of day is added; empty
/// for any other text.
std::optional<double> read_clock(std::string_view text);

inline constexpr double kSecondsPerDay = 86400;

/// A day of the calendar (YYYY-MM-DD) from a number of days since 1970-01-01.
struct CivilDay {
  int year;
  unsigned month, day;
};
CivilDay civil_day(double days_since_1970);

}  // namespace binet::detail
