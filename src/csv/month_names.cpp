#include "csv/month_names.hpp"

#include <array>
#include <cstddef>

namespace binet::detail {
namespace {

/// The names of each month, in lower case, with a blank after each. No name stands for two months.
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

constexpr char lower_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// True if the word is `name` but for the case of ASCII letters and of letters such as É (U+00C0 to U+00DE).
bool is_name(std::string_view word, std::string_view name) {
  if (word.size() != name.size()) return false;
  constexpr char kLatinLead = '\xC3', kCaseBit = '\x20';
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool latin = i > 0 && word[i - 1] == kLatinLead;
    const char c = latin ? static_cast<char>(word[i] | kCaseBit) : lower_ascii(word[i]);
    if (c != name[i]) return false;
  }
  return true;
}

}  // namespace

int month_of(std::string_view word) {
  for (const MonthName& month : kMonthNames) {
    if (is_name(word, month.name)) return month.number;
  }
  return 0;
}

bool is_weekday(std::string_view word) {
  constexpr std::size_t kShort = 3;
  for (const std::string_view day : kWeekdays) {
    if (is_name(word, day) || is_name(word, day.substr(0, kShort))) return true;
  }
  return false;
}

}  // namespace binet::detail
