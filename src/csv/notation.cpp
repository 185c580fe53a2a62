#include "csv/notation.hpp"

#include "csv/date_text.hpp"
#include "csv/number_text.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>

namespace binet::detail {
namespace {

template <char decimal, char group>
std::optional<double> digits(std::string_view text) {
  return read_digits(text, {decimal, group});
}

template <DateOrder order>
std::optional<double> days(std::string_view text) {
  const auto seconds = read_date(text, order);
  return seconds ? std::optional(*seconds / kSecondsPerDay) : std::nullopt;
}

std::optional<double> month_first_days(std::string_view text) {
  return text.find('.') < 3 ? std::nullopt : days<DateOrder::month_day_year>(text);  // 12.31.2023 is not in use
}

std::optional<double> compact_days(std::string_view text) {
  text = trim_blanks(text);
  if (text.size() != 8) return std::nullopt;
  const std::string parted =
      std::string(text.substr(0, 4)) + '-' + std::string(text.substr(4, 2)) + '-' + std::string(text.substr(6));
  return days<DateOrder::year_month_day>(parted);
}

std::optional<double> epoch_days(std::string_view text) {
  constexpr double kMostSeconds = 1e11;  // in seconds the year 5138, in milliseconds 1973
  double x;
  if (!parse_number(text, x)) return std::nullopt;
  return (std::abs(x) < kMostSeconds ? x : x / 1000) / kSecondsPerDay;
}

template <char decimal, char group>
constexpr Notation number(std::string_view name, std::string_view change) {
  return {name, change, Notation::Kind::number, decimal, group, {}, digits<decimal, group>};
}

constexpr Notation date(std::string_view name, std::string_view change, std::string_view order,
                        std::optional<double> (*read)(std::string_view)) {
  return {name, change, Notation::Kind::date, '.', '\0', order, read};
}

constexpr Notation kNotations[] = {
    number<'.', '\0'>("plain", ""),
    number<'.', ','>("comma_groups", "thousands grouped by commas"),
    number<'.', ' '>("blank_groups", "thousands grouped by blanks"),
    number<'.', '\''>("apostrophe_groups", "thousands grouped by apostrophes"),
    number<',', '\0'>("decimal_comma", "decimal comma"),
    number<',', '.'>("decimal_comma_point_groups", "decimal comma, thousands grouped by points"),
    number<',', ' '>("decimal_comma_blank_groups", "decimal comma, thousands grouped by blanks"),
    number<',', '\''>("decimal_comma_apostrophe_groups", "decimal comma, thousands grouped by apostrophes"),
    date("year_first", "dates, year first", "ymd", days<DateOrder::year_month_day>),
    date("month_first", "dates, month first", "mdy", month_first_days),
    date("day_first", "dates, day first", "dmy", days<DateOrder::day_month_year>),
    date("named_month", "dates with the month's name", "", days<DateOrder::named>),
    date("period", "months, quarters or weeks, as the date of their first day", "", days<DateOrder::period>),
    date("compact", "dates, as 20240131", "asked", compact_days),
    date("epoch_seconds", "seconds or milliseconds since 1970", "asked", epoch_days),
    {"clock", "hours, minutes and seconds, as seconds", Notation::Kind::clock, '.', '\0', {}, read_clock},
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr std::uint32_t kNumbers = [] {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < std::size(kNotations); ++i) {
    if (kNotations[i].kind == Notation::Kind::number) bits |= std::uint32_t{1} << i;
  }
  return bits;
}();

/// True for 1E5: programs write exponents with a sign or in lower case.
bool has_code_exponent(std::string_view text) {
  text = trim_blanks(text);
  const std::size_t letter = text.find('E');
  const auto digits = [](std::string_view part) { return !part.empty() && std::ranges::all_of(part, is_digit); };
  return letter != std::string_view::npos && digits(text.substr(0, letter)) && digits(text.substr(letter + 1));
}

}  // namespace

bool looks_like_code(std::string_view text) {
  text = trim_blanks(text);
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return has_code_exponent(text);
  return !read_digits(text, {'.', '\0'});
}

std::span<const Notation> notations() {
  return kNotations;
}

const Notation* find_notation(std::string_view name) {
  const auto* const found = std::ranges::find(kNotations, name, &Notation::name);
  return found == std::end(kNotations) ? nullptr : found;
}

bool ColumnNotation::is_usual() const {
  return notation == &kNotations[0] && unit.empty();
}

std::optional<double> ColumnNotation::read(std::string_view text) const {
  if (notation->kind != Notation::Kind::number) return notation->read(text);
  const auto parts = take_apart(text);
  if (!parts) return std::nullopt;
  const auto value = notation->read(parts->digits);
  if (!value) return std::nullopt;
  const bool bare = parts->unit.empty() && (*value == 0 || is_currency(unit));
  if (parts->unit != unit && !bare) return std::nullopt;
  return (parts->negative ? -*value : *value) * parts->factor;
}

std::string ColumnNotation::change() const {
  std::string text(notation->change);
  if (unit.empty()) return text.empty() ? "signs, marks and quotes around them left out" : text;
  return text + (text.empty() ? "" : ", ") + in_quotes(unit) + " left out";
}

bool allows(const NotationOptions& options, const Notation& n) {
  switch (n.kind) {
    case Notation::Kind::clock:
      return true;
    case Notation::Kind::date:
      return options.dates && n.order != "asked" &&
             (options.date_order == "auto" || n.order.empty() || options.date_order == n.order);
    default:
      break;
  }
  const auto& [decimal, thousands] = std::tie(options.decimal, options.thousands);
  if (thousands == std::string(1, n.decimal)) return false;
  const bool decimal_fits = decimal == "auto" || decimal[0] == n.decimal;
  const bool group_fits = thousands == "auto" || n.group == '\0' || (thousands != "none" && thousands[0] == n.group);
  return decimal_fits && group_fits;
}

void NotationEvidence::see_word(std::string_view text) {
  if (looks_like_code(text)) hopeless_ = true;
  if (std::ranges::find(words_, text) == words_.end()) words_.emplace_back(text);
  hopeless_ |= words_.size() > kMostWords;
  if (hopeless_) words_.clear();
}

/// False if the unit differs from that of earlier numbers. A currency may be missing from some of them.
bool NotationEvidence::agree_on_unit(const std::string& unit, bool currency) {
  if (!has_unit_) {
    has_unit_ = true;
    unit_ = unit;
    currency_ = currency;
    return true;
  }
  if (unit == unit_) return true;
  if (unit_.empty() && currency) {
    unit_ = unit;
    currency_ = true;
    return true;
  }
  return unit.empty() && currency_;
}

void NotationEvidence::see(std::string_view text, const MissingWords& missing, const NotationOptions& options,
                           bool dates_only) {
  if (hopeless_ || missing.contains(text)) return;
  const auto parts = take_apart(text);
  std::uint32_t fits = 0, differ = 0;
  std::optional<double> first;
  for (std::size_t i = 0; i < std::size(kNotations); ++i) {
    const Notation& notation = kNotations[i];
    const std::uint32_t bit = std::uint32_t{1} << i;
    const bool number = notation.kind == Notation::Kind::number;
    const bool fitting = dates_only ? notation.kind == Notation::Kind::date : allows(options, notation);
    if ((possible_ & bit) == 0 || (number && !parts) || !fitting) continue;
    const auto value = number ? notation.read(parts->digits) : notation.read(text);
    if (!value) continue;
    fits |= bit;
    if (first && *first != *value) differ |= bit;
    if (!first) first = value;
  }
  if (fits == 0) {
    // A number in another notation than those before is not a word.
    const bool other = parts && std::ranges::any_of(kNotations, [&](const Notation& n) {
      return n.kind == Notation::Kind::number && n.read(parts->digits);
    });
    if (other) hopeless_ = true;
    return see_word(text);
  }
  const bool is_number = (fits & kNumbers) != 0, zero = *first == 0 && parts && parts->unit.empty();
  if (is_number && !zero && !agree_on_unit(parts->unit, parts->currency)) {
    hopeless_ = true;
    return see_word(text);
  }
  double plain;
  if (example_.empty() && !parse_number(text, plain)) example_ = text;
  numbers_ = true;
  exponents_ |= has_code_exponent(text);
  fractions_ |= *first != std::floor(*first) || text.find_first_of(".,+-") != std::string_view::npos;
  possible_ &= fits;
  contested_ |= differ;
}

void NotationEvidence::add(const NotationEvidence& more) {
  hopeless_ |= more.hopeless_;
  for (const std::string& word : more.words_) see_word(word);
  if (more.has_unit_ && !agree_on_unit(more.unit_, more.currency_)) hopeless_ = true;
  if (hopeless_) return words_.clear();
  if (example_.empty()) example_ = more.example_;
  const bool both = numbers_ && more.numbers_;
  possible_ &= more.possible_;
  contested_ |= more.contested_;
  numbers_ |= more.numbers_;
  exponents_ |= more.exponents_;
  fractions_ |= more.fractions_;
  if (both && possible_ == 0) hopeless_ = true;
}

ColumnNotation NotationEvidence::choose() const {
  if (hopeless_ || !numbers_ || !words_.empty() || possible_ == 0 || (exponents_ && !fractions_)) return {};
  const auto place = static_cast<std::size_t>(std::countr_zero(possible_));
  return {&kNotations[place], unit_};
}

const Notation* NotationEvidence::rival() const {
  if (!choose()) return nullptr;
  const std::uint32_t others = possible_ & (possible_ - 1) & contested_;
  return others == 0 ? nullptr : &kNotations[static_cast<std::size_t>(std::countr_zero(others))];
}

std::vector<std::string> NotationEvidence::words() const {
  return hopeless_ || !numbers_ ? std::vector<std::string>() : words_;
}

}  // namespace binet::detail
