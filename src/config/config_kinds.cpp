#include "config/config_kinds.hpp"

#include <charconv>

namespace binet {

std::string number_text(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string range_text(const Field& field) {
  constexpr double kPlainBelow = 1e16;  // 1000000 rather than 1e+06
  const auto limit = [](double value) {
    const bool whole =
        value > -kPlainBelow && value < kPlainBelow && value == static_cast<double>(static_cast<long long>(value));
    return whole ? std::to_string(static_cast<long long>(value)) : number_text(value);
  };
  std::string text;
  if (field.minimum > -kNoLimit) text += (field.above_minimum ? " above " : " from ") + limit(field.minimum);
  if (field.maximum < kNoLimit) {
    text += (field.below_maximum ? ", below " : field.above_minimum ? ", at most " : " to ") + limit(field.maximum);
  }
  return text;
}

std::string joined(const std::vector<std::string>& parts, const std::string& separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : separator) + part;
  return text;
}

}  // namespace binet
