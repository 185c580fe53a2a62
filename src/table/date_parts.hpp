#pragma once

#include "binet/table/table.hpp"

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {

/// A part of a date used as an input of its own, if the dates of a column span enough time.
struct DatePart {
  std::string_view name;   ///< in model files: weekday
  std::string_view label;  ///< suffix of the column's name: "when (weekday)"
  double period;           ///< period in days
  double least_span;       ///< least number of days that the column must span
  double phase;            ///< cosine: a quarter period; NaN: a category
};

/// Numbers, in the order of their slots; the last part is a category.
inline constexpr std::array<DatePart, 5> kDateParts = {{
    {"year_sine", "year, sine", 365.2425, 300, 0},
    {"year_cosine", "year, cosine", 365.2425, 300, 0.25},
    {"day_sine", "day, sine", 1, 1, 0},
    {"day_cosine", "day, cosine", 1, 1, 0.25},
    {"weekday", "weekday", 7, 28, 0},
}};
inline constexpr Index kDateNumbers = 4;
inline constexpr std::size_t kWeekday = 4;

/// The value of a part that has a slot of its own.
double date_part(std::size_t part, double days_since_1970);
std::string_view weekday(double days_since_1970);
/// Finds a part by its name in model files.
std::optional<std::size_t> find_date_part(std::string_view name);

/// True for a column of days since ColumnSource::origin; false for parts of dates and for plain numbers.
bool holds_days(const ColumnSource&);
/// "2024-03-05", with " 18:30" or " 18:30:15" after it unless the time is midnight.
std::string date_text(double days_since_1970);

/// What the dates of a column span.
class DateSpan {
 public:
  void add(double days_since_1970);
  double least() const { return least_; }
  double most() const { return most_; }
  /// The parts that distinguish these dates. The weekday of dates that all begin a month says nothing.
  std::vector<std::size_t> parts() const;

 private:
  double least_ = std::numeric_limits<double>::infinity(), most_ = -std::numeric_limits<double>::infinity();
  bool timed_ = false, all_begin_months_ = true;
};

}  // namespace binet::detail
