#include "config/config_kinds.hpp"

#include "base/number_text.hpp"

namespace binet {

std::string range_text(const Field& field) {
  constexpr double kPlainBelow = 1e16;  // 1000000 rather than 1e+06
  const auto limit = [](double value) {
    const bool whole =
        value > -kPlainBelow && value < kPlainBelow && value == static_cast<double>(static_cast<long long>(value));
    return whole ? std::to_string(static_cast<long long>(value)) : shortest_digits(value);
  };
  const bool bounded = field.maximum < kNoLimit;
  if (field.minimum > -kNoLimit && !field.above_minimum && !bounded) return ", " + limit(field.minimum) + " or more";
  std::string text;
  if (field.minimum > -kNoLimit) text += (field.above_minimum ? " above " : " from ") + limit(field.minimum);
  if (!bounded) return text;
  const char* const to = field.below_maximum ? " to below " : " to ";
  const char* const after_above = field.below_maximum ? ", below " : ", at most ";
  return text + (field.above_minimum ? after_above : to) + limit(field.maximum);
}

}  // namespace binet
