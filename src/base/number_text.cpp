#include "base/number_text.hpp"

#include <charconv>

namespace binet {
namespace {

constexpr std::size_t kMostDigits = 32;  ///< a double needs at most 24

template <class Number>
void append(Number number, std::string& text) {
  char digits[kMostDigits];
  text.append(digits, std::to_chars(digits, digits + kMostDigits, number).ptr);
}

}  // namespace

void append_shortest(float number, std::string& text) {
  append(number, text);
}
void append_shortest(double number, std::string& text) {
  append(number, text);
}

std::string shortest_digits(float number) {
  std::string text;
  append(number, text);
  return text;
}
std::string shortest_digits(double number) {
  std::string text;
  append(number, text);
  return text;
}

}  // namespace binet
