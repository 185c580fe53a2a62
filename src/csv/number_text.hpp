#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace binet::detail {

/// A number as people write it, taken apart: "($1,234.50)" is negative, "1,234.50", "$".
struct NumberText {
  bool negative = false;
  double factor = 1;   ///< of a suffix K, M or B
  std::string digits;  ///< ASCII digits, their separators and perhaps an exponent; blanks of all kinds are ' '
  std::string unit;    ///< currency, percent sign or unit; empty if there is none
  bool currency = false;
};

/// Nothing if the text cannot be a number in any notation: it has no digit, or something other than a sign, a currency,
/// a percent sign, a factor or a unit stands around the digits. Quotes and ="…" around the whole text are left out, and
/// full-width characters count as the ASCII ones.
std::optional<NumberText> take_apart(std::string_view text);

/// A sign as $ or a code as EUR.
bool is_currency(std::string_view text);

/// How digits are written.
struct DigitStyle {
  char decimal;  ///< '.' or ','
  char group;    ///< '\0': digits are not grouped
};

/// The value of digits written so; nothing for any others. Groups have three digits, or by commas, as in India, two
/// before the last three. Whole numbers with leading zeros, or too large for a double to hold, are codes and refused.
std::optional<double> read_digits(std::string_view digits, const DigitStyle&);

}  // namespace binet::detail
