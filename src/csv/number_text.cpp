#include "csv/number_text.hpp"

#include "csv/csv.hpp"
#include "csv/month_names.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace binet::detail {
namespace {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A character used in numbers and the ASCII text that replaces it; '\0': nothing, as it is invisible.
struct Spelling {
  std::string_view text;
  char meaning;
};

constexpr Spelling kSpellings[] = {
    {"\xC2\xA0", ' '},      {"\xE2\x80\xAF", ' '},   {"\xE2\x80\x89", ' '},   {"\xE2\x80\x82", ' '},
    {"\xE2\x80\x83", ' '},  {"\xE2\x80\x87", ' '},   {"\xE3\x80\x80", ' '},   {"\t", ' '},
    {"\xE2\x88\x92", '-'},  {"\xE2\x80\x93", '-'},   {"\xEF\xB9\xA3", '-'},   {"\xEF\xBC\x8D", '-'},
    {"\xEF\xBC\x8B", '+'},  {"\xEF\xBC\x8E", '.'},   {"\xEF\xBC\x8C", ','},   {"\xE2\x80\x99", '\''},
    {"\xCA\xBC", '\''},     {"\xEF\xBC\x85", '%'},   {"\xEF\xBC\x88", '('},   {"\xEF\xBC\x89", ')'},
    {"\xD9\xAB", '.'},      {"\xD9\xAC", '\''},      {"\xD9\xAA", '%'},        {"\xE2\x89\x88", '~'},
    {"\xE2\x80\x8B", '\0'}, {"\xE2\x80\x8E", '\0'}, {"\xE2\x80\x8F", '\0'}, {"\xE2\x81\xA0", '\0'},
    {"\xEF\xBB\xBF", '\0'},
};

/// Decimal digits outside ASCII, by the digit 0 of each: the next nine code points are 1 to 9. Arabic (two kinds),
/// Devanagari, Bengali, Thai, and full-width digits.
constexpr std::string_view kZeros[] = {"\xD9\xA0",     "\xDB\xB0",     "\xE0\xA5\xA6",
                                       "\xE0\xA7\xA6", "\xE0\xB9\x90", "\xEF\xBC\x90"};

/// The text with each spelling and each digit replaced.
std::string in_ascii(std::string_view text) {
  std::string plain;
  const auto is_digit_from = [](std::string_view rest, std::string_view zero) {
    const std::size_t last = zero.size() - 1;
    return rest.size() > last && rest.starts_with(zero.substr(0, last)) && rest[last] >= zero[last] &&
           rest[last] <= zero[last] + 9;
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    const auto* const found =
        std::ranges::find_if(kSpellings, [&](const Spelling& s) { return rest.starts_with(s.text); });
    const auto* const zero = std::ranges::find_if(kZeros, [&](std::string_view z) { return is_digit_from(rest, z); });
    if (found != std::end(kSpellings)) {
      if (found->meaning != '\0') plain += found->meaning;
      i += found->text.size();
    } else if (zero != std::end(kZeros)) {
      plain += static_cast<char>('0' + (rest[zero->size() - 1] - zero->back()));
      i += zero->size();
    } else {
      plain += rest[0];
      ++i;
    }
  }
  return plain;
}

void trim(std::string_view& text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
}

bool strip(std::string_view& text, std::string_view before, std::string_view after) {
  if (text.size() <= before.size() + after.size() || !text.starts_with(before) || !text.ends_with(after)) return false;
  text.remove_prefix(before.size());
  text.remove_suffix(after.size());
  trim(text);
  return true;
}

constexpr std::string_view kCurrencies[] = {
    "$",   "€",   "£",   "¥",   "₹",   "₽",   "₩",   "₺",   "₪",   "₫",   "฿",   "₴",   "₦",   "₱",   "¢",   "₡",
    "₸",   "₾",   "R$",  "US$", "A$",  "C$",  "AU$", "CA$", "NZ$", "HK$", "NT$", "S$",  "Rs",  "Rs.", "kr",  "kr.",
    "zł",  "Kč",  "Ft",  "lei", "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK",
    "EGP", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW", "MAD", "MXN", "MYR", "NGN",
    "NOK", "NZD", "PEN", "PHP", "PKR", "PLN", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH",
    "USD", "VND", "ZAR", "eur", "usd", "gbp",
};

/// The factor of a suffix after the digits; 1 if it is none.
double factor_of(std::string_view suffix) {
  constexpr std::pair<std::string_view, double> kFactors[] = {
      {"K", 1e3}, {"k", 1e3}, {"M", 1e6}, {"Mio", 1e6}, {"mn", 1e6}, {"B", 1e9}, {"bn", 1e9}, {"T", 1e12}};
  for (const auto& [name, factor] : kFactors) {
    if (suffix == name) return factor;
  }
  return 1;
}

/// True for the most that a score of these digits can be, up to 999, as "/10" or "out of 5".
bool is_most(std::string_view digits, std::string_view suffix) {
  constexpr double kMost = 999;
  for (const std::string_view before : {"/", "out of ", "of "}) {
    if (!suffix.starts_with(before)) continue;
    suffix.remove_prefix(before.size());
    trim(suffix);
    double score, most;
    const bool number = !suffix.empty() && std::ranges::all_of(suffix, is_digit) && parse_number(suffix, most);
    return number && most <= kMost && parse_number(digits, score) && score <= most;
  }
  return false;
}

/// A short unit of letters and signs, as kg, km/h, °C or %; a plural becomes its singular.
std::optional<std::string> unit_of(std::string_view suffix) {
  constexpr std::size_t kLongest = 16;
  if (suffix.size() > kLongest || month_of(suffix) != 0) return std::nullopt;
  for (const char c : suffix) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    if (!letter && std::string_view("%/ .^*\"").find(c) == std::string_view::npos) return std::nullopt;
  }
  const bool plural = suffix.size() > 2 && suffix.ends_with('s');
  return std::string(suffix.substr(0, suffix.size() - plural));
}

/// Removes the marks of footnotes and of significance from the end: 5*, 5***, 5†, 5 [1], 5 [a].
void remove_marks(std::string_view& text) {
  constexpr std::string_view kMarks[] = {"*", "†", "‡", "§", "¶"};
  constexpr std::size_t kLongest = 4;  // of [12]
  for (bool found = true; found;) {
    trim(text);
    found = false;
    for (const std::string_view mark : kMarks) {
      if (!text.ends_with(mark) || text.size() == mark.size()) continue;
      text.remove_suffix(mark.size());
      found = true;
    }
    const std::size_t open = text.rfind('[');
    const bool in_brackets = text.ends_with(']') && open != std::string_view::npos && open > 0;
    if (!in_brackets || text.size() - open > kLongest || text.size() - open < 3) continue;
    text = text.substr(0, open);
    found = true;
  }
}

/// Removes signs and brackets from both ends; false if there is more than one.
bool take_sign(std::string_view& text, bool& negative) {
  int signs = 0;
  if (strip(text, "(", ")")) {
    negative = true;
    ++signs;
  }
  if (text.starts_with('-') || text.starts_with('+')) {
    negative |= text[0] == '-';
    ++signs;
    text.remove_prefix(1);
  } else if (text.ends_with('-') || text.ends_with('+')) {
    negative |= text.back() == '-';
    ++signs;
    text.remove_suffix(1);
  }
  trim(text);
  return signs <= 1;
}

/// The length of the leading digits, separators and exponent.
std::size_t digits_size(std::string_view text) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      size = i + 1;
    } else if (text[i] == 'e' || text[i] == 'E') {
      const std::size_t sign = i + 1 < text.size() && (text[i + 1] == '-' || text[i + 1] == '+') ? 1 : 0;
      if (size != i || i + 1 + sign >= text.size() || !is_digit(text[i + 1 + sign])) return size;
      i += sign;
    } else if (text[i] == '.' || text[i] == ',') {
      size = std::max(size, size == i ? i + 1 : size);
    } else if (text[i] != ' ' && text[i] != '\'') {
      return size;
    }
  }
  return size;
}

}  // namespace

bool is_currency(std::string_view text) {
  return std::ranges::find(kCurrencies, text) != std::end(kCurrencies);
}

std::optional<NumberText> take_apart(std::string_view text) {
  if (text.size() > 64 ||
      std::ranges::none_of(text, [](char c) { return is_digit(c) || static_cast<unsigned char>(c) >= 0x80; })) {
    return std::nullopt;
  }
  const std::string plain = in_ascii(text);
  std::string_view rest = plain;
  trim(rest);
  while (strip(rest, "=\"", "\"") || strip(rest, "\"", "\"") || strip(rest, "'", "'")) {
  }
  remove_marks(rest);
  NumberText number;
  if (!take_sign(rest, number.negative)) return std::nullopt;

  const std::size_t first = rest.find_first_of("0123456789.,");
  std::size_t start = std::min(first, rest.size());
  if (const std::size_t digit = rest.find_first_of("0123456789");
      digit != std::string_view::npos && digit > start + 1) {
    start = digit;  // the point is part of the currency, as in "Rs. 5"
  }
  std::string_view prefix = rest.substr(0, start);
  rest.remove_prefix(start);
  bool negative = false;
  trim(prefix);
  const bool bracket = prefix.ends_with('(');  // as in $(5) and (5)%
  if (bracket) {
    prefix.remove_suffix(1);
    trim(prefix);
    if (prefix.starts_with('-') || prefix.starts_with('+')) return std::nullopt;
    negative = true;
  }
  if (!take_sign(prefix, negative) || (negative && number.negative)) return std::nullopt;
  number.negative |= negative;
  const std::size_t size = digits_size(rest);
  number.digits = rest.substr(0, size);
  std::string_view suffix = rest.substr(size);
  trim(suffix);
  if (std::ranges::none_of(number.digits, is_digit)) return std::nullopt;
  if (bracket != suffix.starts_with(')')) return std::nullopt;
  if (bracket) {
    suffix.remove_prefix(1);
    trim(suffix);
  }
  if (!prefix.empty()) {
    number.currency = is_currency(prefix);
    if (!number.currency && (prefix != "~" || !suffix.empty())) return std::nullopt;
    number.unit = prefix;
  }
  if (const std::size_t word = suffix.find(' ');
      word != std::string_view::npos && factor_of(suffix.substr(0, word)) != 1) {
    number.factor = factor_of(suffix.substr(0, word));
    suffix.remove_prefix(word);
    trim(suffix);
  } else if (factor_of(suffix) != 1) {
    number.factor = factor_of(suffix);
    suffix = {};
  }
  if (suffix.empty()) return number;
  if (number.currency) return std::nullopt;
  number.currency = is_currency(suffix);
  const bool as_it_is = number.currency || is_most(number.digits, suffix);
  const std::optional<std::string> unit = as_it_is ? std::string(suffix) : unit_of(suffix);
  if (!unit) return std::nullopt;
  number.unit = *unit;
  return number;
}

std::optional<double> read_digits(std::string_view digits, const DigitStyle& style) {
  std::string plain;
  std::size_t i = 0, in_group = 0, groups = 0;
  const auto at = [&](std::size_t k) { return k < digits.size() ? digits[k] : '\0'; };
  for (; i < digits.size(); ++i) {
    if (is_digit(digits[i])) {
      plain += digits[i];
      ++in_group;
      continue;
    }
    if (style.group == '\0' || digits[i] != style.group) break;
    const bool indian = style.group == ',' && in_group == 2;
    const bool whole = groups == 0 ? in_group >= 1 && in_group <= 3 : in_group == 3 || indian;
    if (!whole) return std::nullopt;
    ++groups;
    in_group = 0;
  }
  if (groups > 0 && in_group != 3) return std::nullopt;
  if (plain.empty() && at(i) != style.decimal) return std::nullopt;
  if (plain.size() > 1 && plain[0] == '0' && (groups > 0 || at(i) != style.decimal)) return std::nullopt;
  const bool fraction = at(i) == style.decimal;
  if (fraction) {
    plain += '.';
    for (++i; is_digit(at(i)); ++i) plain += digits[i];
    if (plain == ".") return std::nullopt;
  }
  const bool exponent = at(i) == 'e' || at(i) == 'E';
  if (exponent && groups > 0) return std::nullopt;
  if (exponent) {
    for (; i < digits.size() && !(i > 0 && digits[i] == ' '); ++i) plain += digits[i];
  }
  double value = 0;
  if (i != digits.size() || !parse_number(plain, value)) return std::nullopt;
  constexpr double kExact = 9007199254740992;
  if (!fraction && !exponent && std::abs(value) >= kExact) return std::nullopt;
  return value;
}

}  // namespace binet::detail
