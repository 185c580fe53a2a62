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
  std::string text;
  if (field.minimum > -kNoLimit) text += (field.above_minimum ? " above " : " from ") + limit(field.minimum);
  if (field.maximum < kNoLimit) {
    text += (field.below_maximum ? ", below " : field.above_minimum ? ", at most " : " to ") + limit(field.maximum);
  }
  return text;
}

}  // namespace binet
