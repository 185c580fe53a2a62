#include "table/date_parts.hpp"

#include "csv/date_text.hpp"
#include "csv/notation.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

namespace binet::detail {

double date_part(std::size_t part, double days_since_1970) {
  const double turns = days_since_1970 / kDateParts[part].period + kDateParts[part].phase;
  return std::sin(2 * std::numbers::pi * (turns - std::floor(turns)));
}

std::string_view weekday(double days_since_1970) {
  constexpr std::array<std::string_view, 7> kNames = {"Thursday", "Friday",  "Saturday", "Sunday",
                                                      "Monday",   "Tuesday", "Wednesday"};  // 1970 began on a Thursday
  const double day = std::floor(days_since_1970);
  return kNames[static_cast<std::size_t>(day - 7 * std::floor(day / 7))];
}

std::optional<std::size_t> find_date_part(std::string_view name) {
  const auto found = std::ranges::find(kDateParts, name, &DatePart::name);
  if (found == kDateParts.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kDateParts.begin());
}

bool holds_days(const ColumnSource& source) {
  const Notation* const notation = find_notation(source.notation);
  return notation != nullptr && notation->kind == Notation::Kind::date && source.part.empty();
}

std::string date_text(double days_since_1970) {
  const auto seconds = static_cast<long long>(std::llround(days_since_1970 * kSecondsPerDay));
  constexpr auto kDay = static_cast<long long>(kSecondsPerDay);
  const long long of_day = ((seconds % kDay) + kDay) % kDay;
  const CivilDay day = civil_day(static_cast<double>((seconds - of_day) / kDay));
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", day.year, day.month, day.day);
  std::string date = text;
  if (of_day == 0) return date;
  std::snprintf(text, sizeof text, " %02lld:%02lld", of_day / 3600, of_day / 60 % 60);
  date += text;
  if (of_day % 60 == 0) return date;
  std::snprintf(text, sizeof text, ":%02lld", of_day % 60);
  return date + text;
}

void DateSpan::add(double days_since_1970) {
  least_ = std::min(least_, days_since_1970);
  most_ = std::max(most_, days_since_1970);
  timed_ |= days_since_1970 != std::floor(days_since_1970);
  all_begin_months_ = all_begin_months_ && civil_day(days_since_1970).day == 1;
}

std::vector<std::size_t> DateSpan::parts() const {
  std::vector<std::size_t> parts;
  for (std::size_t p = 0; p < kDateParts.size(); ++p) {
    if (p == kWeekday && all_begin_months_) continue;
    if (most_ - least_ >= kDateParts[p].least_span && (timed_ || kDateParts[p].period != 1)) parts.push_back(p);
  }
  return parts;
}

}  // namespace binet::detail
