#include "csv/month_names.hpp"

#include "csv/lower_case.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace binet::detail {
namespace {

/// The names of each month, in lower case, with a blank after each. No name means two months.
constexpr std::array<std::string_view, 12> kMonths = {
    "january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari ",
    "february feb februar feber février fevrier févr fév fev febrero febbraio fevereiro februari ",
    "march mar märz maerz mär mrz mars marzo março marco maart mrt ",
    "april apr avril avr abril abr aprile ",
    "may mai mayo maggio mag maio mei ",
    "june jun juni juin junio giugno giu junho ",
    "july jul juli juillet juil julio luglio lug julho ",
    "august aug août aout agosto ago augustus ",
    "september sep sept septembre septiembre settembre sett set setembro ",
    "october oct oktober okt octobre octubre ottobre ott outubro out ",
    "november nov novembre noviembre novembro ",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro ",
};

constexpr std::array<std::string_view, 7> kWeekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                       "friday", "saturday", "sunday"};

struct MonthName {
  std::string_view name;
  int number;
};

constexpr std::size_t kNames = [] {
  std::size_t names = 0;
  for (const std::string_view month : kMonths) {
    for (const char c : month) names += c == ' ';
  }
  return names;
}();

constexpr std::array<MonthName, kNames> kMonthNames = [] {
  std::array<MonthName, kNames> all{};
  std::size_t next = 0;
  for (std::size_t m = 0; m < kMonths.size(); ++m) {
    for (std::string_view names = kMonths[m]; !names.empty();) {
      const std::size_t end = names.find(' ');
      all[next++] = {names.substr(0, end), static_cast<int>(m) + 1};
      names.remove_prefix(end + 1);
    }
  }
  return all;
}();

/// A longer word is no name of a month or weekday.
constexpr std::size_t kLongestName =
    std::ranges::max(kMonthNames, {}, [](const MonthName& month) { return month.name.size(); }).name.size();

}  // namespace

int month_of(std::string_view word) {
  if (word.empty() || word.size() > kLongestName) return 0;
  const std::string lower = lower_case(word);
  for (const MonthName& month : kMonthNames) {
    if (lower.front() == month.name.front() && lower == month.name) return month.number;
  }
  return 0;
}

bool is_weekday(std::string_view word) {
  constexpr std::size_t kShort = 3;
  if (word.size() > kLongestName) return false;
  const std::string lower = lower_case(word);
  for (const std::string_view day : kWeekdays) {
    if (lower == day || lower == day.substr(0, kShort)) return true;
  }
  return false;
}

}  // namespace binet::detail
