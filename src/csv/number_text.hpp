#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace binet::detail {

/// The parts of a number as people write it: "($1,234.50)" is negative, "1,234.50", "$".
struct NumberText {
  bool negative = false;
  double factor = 1;   ///< factor of a suffix K, M or B
  std::string digits;  ///< ASCII digits, their separators and possibly an exponent; every kind of blank becomes ' '
  std::string unit;    ///< currency, percent sign or unit; empty if there is none
  bool currency = false;
};

/// Splits a text into its parts. Empty if it cannot be a number in any notation: it has no digit, or the digits are
/// surrounded by anything but a sign, a currency, a percent sign, a factor, a unit or ~ for "about". Quotes and ="…"
/// around the whole text, marks of footnotes behind it and invisible characters are removed; digits of other scripts
/// and full-width characters are replaced by ASCII.
std::optional<NumberText> take_apart(std::string_view text);

/// True for a sign such as $ and a code such as EUR.
bool is_currency(std::string_view text);

/// The separators of a number.
struct DigitStyle {
  char decimal;  ///< '.' or ','
  char group;    ///< '\0': digits are not grouped
};

/// The value of digits in this style; empty if they are in another. Groups have three digits; with commas, as in India,
/// groups before the last may have two. Whole numbers with leading zeros, or too large for a double, are codes and give
/// no value.
std::optional<double> read_digits(std::string_view digits, const DigitStyle&);

}  // namespace binet::detail
