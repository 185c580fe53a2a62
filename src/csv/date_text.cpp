#include "csv/date_text.hpp"

#include "csv/month_names.hpp"
#include "csv/text.hpp"

#include <array>
#include <chrono>
#include <cmath>

namespace binet::detail {
namespace {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Reads parts from the front of a text and removes them.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : left_(text) {}

  bool done() const { return left_.empty(); }
  bool take(char wanted) {
    if (!left_.starts_with(wanted)) return false;
    left_.remove_prefix(1);
    return true;
  }
  bool take_word(std::string_view wanted) {
    if (!left_.starts_with(wanted)) return false;
    left_.remove_prefix(wanted.size());
    return true;
  }
  void skip(std::string_view characters) {
    while (!left_.empty() && characters.find(left_.front()) != std::string_view::npos) left_.remove_prefix(1);
  }
  /// Skips [text] if it ends here.
  void skip_brackets() {
    if (left_.starts_with('[') && left_.find(']') + 1 == left_.size()) left_ = {};
  }
  char next() const { return left_.empty() ? '\0' : left_.front(); }
  /// The digits that follow, if their number is between `least` and `most`.
  struct Digits {
    int value;
    std::size_t count;
  };
  std::optional<Digits> digits(std::size_t least, std::size_t most) {
    Digits read{0, 0};
    while (read.count < left_.size() && is_digit(left_[read.count])) {
      if (read.count == most) return std::nullopt;
      read.value = 10 * read.value + (left_[read.count++] - '0');
    }
    if (read.count < least) return std::nullopt;
    left_.remove_prefix(read.count);
    return read;
  }
  /// The digits after a decimal point, at least one.
  std::optional<double> fraction() {
    double value = 0, place = 0.1;
    if (!is_digit(next())) return std::nullopt;
    for (; is_digit(next()); place /= 10) {
      value += place * (left_.front() - '0');
      left_.remove_prefix(1);
    }
    return value;
  }
  /// The letters that follow, with those outside ASCII.
  std::string_view letters() {
    const auto is_letter = [](char c) {
      return static_cast<unsigned char>(c) >= 0x80 || std::isalpha(static_cast<unsigned char>(c)) != 0;
    };
    std::size_t count = 0;
    while (count < left_.size() && is_letter(left_[count])) ++count;
    const std::string_view word = left_.substr(0, count);
    left_.remove_prefix(count);
    return word;
  }

 private:
  std::string_view left_;
};

bool same_word(std::string_view a, std::string_view lower) {
  if (a.size() != lower.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(a[i])) != lower[i]) return false;
  }
  return true;
}

/// Seconds since 1970 at the start of the day.
std::optional<double> seconds_of(int year, int month, int day) {
  if (month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return kSecondsPerDay * static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
}

/// A year with four or two digits.
std::optional<int> scan_year(Scanner& text) {
  const auto year = text.digits(2, 4);
  if (!year || year->count == 3) return std::nullopt;
  if (year->count == 4) return year->value;
  return year->value + (year->value < 70 ? 2000 : 1900);
}

/// 2024年1月31日 or 2024년 1월 31일: each part is followed by a sign.
std::optional<double> scan_signed_parts(Scanner& text) {
  constexpr std::array<std::array<std::string_view, 2>, 3> kSigns = {{{"年", "년"}, {"月", "월"}, {"日", "일"}}};
  std::array<int, 3> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text.skip(" ");
    const auto part = i == 0 ? text.digits(4, 4) : text.digits(1, 2);
    if (!part || (!text.take_word(kSigns[i][0]) && !text.take_word(kSigns[i][1]))) return std::nullopt;
    parts[i] = part->value;
  }
  return seconds_of(parts[0], parts[1], parts[2]);
}

std::optional<double> scan_numeric_date(Scanner& text, DateOrder order) {
  if (order == DateOrder::year_month_day) {
    Scanner ahead = text;
    if (const auto date = scan_signed_parts(ahead)) {
      text = ahead;
      return date;
    }
  }
  std::array<int, 3> parts{};
  char separator = '\0';
  for (std::size_t i = 0; i < 3; ++i) {
    const bool is_year = order == DateOrder::year_month_day ? i == 0 : i == 2;
    if (is_year && i == 2) {
      const auto year = scan_year(text);
      if (!year) return std::nullopt;
      parts[i] = *year;
    } else {
      const auto part = is_year ? text.digits(4, 4) : text.digits(1, 2);
      if (!part) return std::nullopt;
      parts[i] = part->value;
    }
    if (i == 2) break;
    const char found = text.next();
    const bool may_part = found == '-' || found == '/' || found == '.';
    if (!may_part || (i == 1 && found != separator)) return std::nullopt;
    separator = found;
    text.take(found);
  }
  switch (order) {
    case DateOrder::year_month_day:
      return seconds_of(parts[0], parts[1], parts[2]);
    case DateOrder::day_month_year:
      return seconds_of(parts[2], parts[1], parts[0]);
    default:
      return seconds_of(parts[2], parts[0], parts[1]);
  }
}

/// Skips what may come between a day and a month: an ordinal's ending and "of" or "de", as in "1st of May".
void skip_between(Scanner& text) {
  constexpr std::string_view kBetween = " -.,/";
  for (const std::string_view ending : {"st", "nd", "rd", "th", "er", "º"}) {
    Scanner ahead = text;
    if (!ahead.take_word(ending) || (!ahead.done() && kBetween.find(ahead.next()) == std::string_view::npos)) continue;
    text = ahead;
    break;
  }
  text.skip(kBetween);
  for (const std::string_view word : {"of ", "de "}) {
    if (text.take_word(word)) text.skip(" ");
  }
}

/// 5 Jan 2024, 5-Jan-24, Jan 5, 2024, Mon, 5 January 2024, 1st of May 2024, 5 de enero de 2024.
std::optional<double> scan_named_date(Scanner& text) {
  constexpr std::string_view kBetween = " -.,/";
  std::string_view word = text.letters();
  if (is_weekday(word)) {
    text.skip(kBetween);
    word = text.letters();
  }
  int month = month_of(word);
  if (!word.empty() && month == 0) return std::nullopt;
  text.skip(word.empty() ? "" : kBetween);
  const auto day = text.digits(1, 2);
  if (!day) return std::nullopt;
  skip_between(text);
  if (month == 0) {
    month = month_of(text.letters());
    if (month == 0) return std::nullopt;
    skip_between(text);
  }
  const auto year = scan_year(text);
  return year ? seconds_of(*year, month, day->value) : std::nullopt;
}

/// The start of an ISO week: week 1 has the year's first Thursday.
std::optional<double> seconds_of_week(int year, int week) {
  using namespace std::chrono;
  const auto first_monday = [](int y) {
    const sys_days fourth(std::chrono::year(y) / January / 4);
    return fourth - (weekday(fourth) - Monday);
  };
  const sys_days start = first_monday(year) + weeks(week - 1);
  if (week < 1 || start >= first_monday(year + 1)) return std::nullopt;
  return kSecondsPerDay * static_cast<double>(start.time_since_epoch().count());
}

/// The start of "Q2" or "W21" of a year whose number may follow: then `year` is empty.
std::optional<double> scan_part_of_year(Scanner& text, std::optional<int> year) {
  constexpr std::string_view kBetween = " -/";
  const std::string_view name = text.letters();
  int month = month_of(name);
  int number = 0;
  const bool quarter = same_word(name, "q"), week = same_word(name, "w");
  if (quarter || week) {
    const auto digits = text.digits(1, 2);
    if (!digits) return std::nullopt;
    number = digits->value;
  } else if (month == 0) {
    return std::nullopt;
  }
  if (!year) {
    text.skip(kBetween);
    const auto digits = text.digits(4, 4);
    if (!digits) return std::nullopt;
    year = digits->value;
  }
  if (week) return seconds_of_week(*year, number);
  if (quarter) month = number < 1 || number > 4 ? 0 : 3 * number - 2;
  return seconds_of(*year, month, 1);
}

/// 2024-05, 05/2024, May 2024, 2024-Q2, Q2 2024, 2024-W21.
std::optional<double> scan_period(Scanner& text) {
  if (!is_digit(text.next())) return scan_part_of_year(text, std::nullopt);
  const auto first = text.digits(1, 4);
  if (!first || first->count == 3) return std::nullopt;
  const bool year_first = first->count == 4;
  if (year_first && !is_digit(text.next())) {
    Scanner ahead = text;
    ahead.skip(" -/");
    if (!is_digit(ahead.next())) {
      text = ahead;
      return scan_part_of_year(text, first->value);
    }
  }
  if (!text.take('-') && !text.take('/')) return std::nullopt;
  const auto second = year_first ? text.digits(1, 2) : text.digits(4, 4);
  if (!second) return std::nullopt;
  return year_first ? seconds_of(first->value, second->value, 1) : seconds_of(second->value, first->value, 1);
}

/// Seconds after the full hour, from the text after the hour and the sign `parting` it: MM, MM:SS or MM:SS.FFF.
std::optional<double> scan_behind_hour(Scanner& text, char parting = ':') {
  const auto minute = text.digits(2, 2);
  if (!minute || minute->value > 59) return std::nullopt;
  double seconds = 60.0 * minute->value;
  if (text.take(parting)) {
    const auto whole = text.digits(2, 2);
    if (!whole || whole->value > 60) return std::nullopt;
    seconds += whole->value;
    if (text.take('.')) {
      const auto part = text.fraction();
      if (!part) return std::nullopt;
      seconds += *part;
    }
  }
  return seconds;
}

/// The hour of the day, from 0, of an hour of a clock with AM or PM, which follows; empty if it does not.
std::optional<int> scan_half(Scanner& text, int hour) {
  Scanner ahead = text;
  ahead.skip(" ");
  const std::string_view half = ahead.letters();
  const bool afternoon = same_word(half, "pm");
  if ((!afternoon && !same_word(half, "am")) || hour < 1 || hour > 12) return std::nullopt;
  text = ahead;
  return hour % 12 + (afternoon ? 12 : 0);
}

std::optional<double> scan_time_of_day(Scanner& text) {
  const auto hour = text.digits(1, 2);
  const char parting = text.next();
  if (!hour || hour->value > 24 || (parting != ':' && parting != '.') || !text.take(parting)) return std::nullopt;
  const auto seconds = scan_behind_hour(text, parting);
  if (!seconds) return std::nullopt;
  return *seconds + 3600.0 * scan_half(text, hour->value).value_or(hour->value);
}

/// Seconds by which local time is ahead of UTC: after Z, +01:00, UTC+1 or +01:00[Europe/Paris].
std::optional<double> scan_offset(Scanner& text) {
  text.skip(" ");
  const bool utc = text.take('Z') || text.take_word("UTC") || text.take_word("GMT");
  if (text.done()) return 0;
  const bool west = text.take('-');
  if (!west && !text.take('+')) return std::nullopt;
  const auto hour = text.digits(utc ? 1 : 2, 4);
  if (!hour || hour->count == 3) return std::nullopt;
  int minutes = hour->count == 4 ? hour->value / 100 * 60 + hour->value % 100 : 60 * hour->value;
  if (hour->count <= 2 && text.take(':')) {
    const auto minute = text.digits(2, 2);
    if (!minute) return std::nullopt;
    minutes += minute->value;
  }
  text.skip_brackets();
  const double seconds = 60.0 * minutes;
  return west ? -seconds : seconds;
}

}  // namespace

namespace {

/// The date and time of "Tue Jan 30 18:30:00 2024", with the year at the end, as C and Unix write them.
std::optional<double> scan_year_last(Scanner& text) {
  if (!is_weekday(text.letters()) || !text.take(' ')) return std::nullopt;
  const int month = month_of(text.letters());
  text.skip(" ");
  const auto day = text.digits(1, 2);
  if (month == 0 || !day || !text.take(' ')) return std::nullopt;
  const auto time = scan_time_of_day(text);
  text.skip(" ");
  if (!time) return std::nullopt;
  if (text.take_word("UTC") || text.take_word("GMT")) text.skip(" ");
  const auto year = text.digits(4, 4);
  const auto date = year ? seconds_of(year->value, month, day->value) : std::nullopt;
  return date ? std::optional(*date + *time) : std::nullopt;
}

/// "20240131T183000", followed by the offset.
std::optional<double> scan_without_separators(Scanner& text) {
  const auto date = text.digits(8, 8);
  if (!date || !text.take('T')) return std::nullopt;
  const auto time = text.digits(4, 6);
  if (!time || time->count == 5) return std::nullopt;
  const int clock = time->count == 4 ? 100 * time->value : time->value;  // HHMMSS
  const int hour = clock / 10000, minute = clock / 100 % 100, second = clock % 100;
  if (hour > 24 || minute > 59 || second > 60) return std::nullopt;
  const double seconds = 3600.0 * hour + 60 * minute + second;
  const auto day = seconds_of(date->value / 10000, date->value / 100 % 100, date->value % 100);
  const auto offset = day ? scan_offset(text) : std::nullopt;
  return offset ? std::optional(*day + seconds - *offset) : std::nullopt;
}

}  // namespace

std::optional<double> read_date(std::string_view cell, DateOrder order) {
  Scanner text(trim_blanks(cell));
  Scanner ahead = text;
  const auto whole = order == DateOrder::named            ? scan_year_last(ahead)
                     : order == DateOrder::year_month_day ? scan_without_separators(ahead)
                                                          : std::nullopt;
  if (whole && ahead.done()) return whole;
  if (order == DateOrder::period) {
    const auto start = scan_period(text);
    return text.done() ? start : std::nullopt;
  }
  const auto date = order == DateOrder::named ? scan_named_date(text) : scan_numeric_date(text, order);
  if (!date || text.done()) return date;
  const bool parted = text.take(',') || (order == DateOrder::named && text.take(':'));  // 31JAN2024:18:30:00
  if (!text.take('T') && !text.take(' ') && !parted) return std::nullopt;
  text.skip(" ");
  const auto time = scan_time_of_day(text);
  const auto offset = time ? scan_offset(text) : std::nullopt;
  return offset && text.done() ? std::optional(*date + *time - *offset) : std::nullopt;
}

std::optional<double> read_clock(std::string_view cell) {
  Scanner text(trim_blanks(cell));
  const bool negative = text.take('-');
  auto first = text.digits(1, 7);
  double days = 0;
  if (first && (text.take_word(" days") || text.take_word(" day"))) {
    days = first->value;
    text.take(',');
    text.skip(" ");
    text.take('+');
    first = text.digits(1, 2);
    if (!first || first->value > 23) return std::nullopt;
  } else if (negative || !first || first->count > 4) {
    return std::nullopt;
  }
  if (!text.take(':')) return std::nullopt;
  const auto seconds = scan_behind_hour(text);
  if (!seconds) return std::nullopt;
  const double hours = scan_half(text, first->value).value_or(first->value);
  if (!text.done()) return std::nullopt;
  return (negative ? -days : days) * kSecondsPerDay + 3600.0 * hours + *seconds;
}

CivilDay civil_day(double days_since_1970) {
  const std::chrono::sys_days day{std::chrono::days(static_cast<int>(std::floor(days_since_1970)))};
  const std::chrono::year_month_day date(day);
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())};
}

}  // namespace binet::detail
