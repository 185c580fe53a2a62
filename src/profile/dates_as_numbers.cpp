#include "profile/dates_as_numbers.hpp"

#include "base/number_text.hpp"
#include "csv/date_text.hpp"
#include "csv/notation.hpp"
#include "table/date_parts.hpp"

#include <algorithm>
#include <optional>

namespace binet {
namespace {

/// A way to write dates as whole numbers.
struct NumberDates {
  const char* name;
  std::string_view notation;
  double least, most;
  int first_year, last_year;
};

constexpr NumberDates kNumberDates[] = {
    {"dates", "compact", 19000101, 20991231, 1900, 2099},
    {"seconds since 1970", "epoch_seconds", 6e8, 2.3e9, 1990, 2039},
    {"milliseconds since 1970", "epoch_seconds", 6e11, 2.3e12, 1990, 2039},
};

/// Days since 1970 of a number that is a date of this kind.
std::optional<double> day_of(const NumberDates& dates, double number) {
  if (!(number >= dates.least && number <= dates.most)) return std::nullopt;
  const auto day = detail::find_notation(dates.notation)->read(shortest_digits(number));
  if (!day) return std::nullopt;
  const int year = detail::civil_day(*day).year;
  return year >= dates.first_year && year <= dates.last_year ? day : std::nullopt;
}

}  // namespace

std::string dates_as_numbers(std::span<const double> numbers) {
  constexpr std::size_t kLeast = 10;
  if (numbers.size() < kLeast || std::ranges::count(numbers, numbers[0]) == std::ssize(numbers)) return "";
  for (const NumberDates& dates : kNumberDates) {
    const auto is_date = [&](double x) { return day_of(dates, x).has_value(); };
    if (!std::ranges::all_of(numbers, is_date)) continue;
    return std::string("may hold ") + dates.name + " (" + shortest_digits(numbers[0]) + " would be " +
           detail::date_text(*day_of(dates, numbers[0])) + ")";
  }
  return "";
}

}  // namespace binet
