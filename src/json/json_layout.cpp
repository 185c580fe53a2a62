#include "json/json_layout.hpp"

#include "base/number_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace binet {

namespace {

constexpr std::size_t kLineWidth = 118;
constexpr std::size_t kIndentStep = 2;

std::string print_scalar(const Json& value) {
  if (value.is_number_float()) {
    const double number = value.get<double>();
    if (!std::isfinite(number)) return "null";
    return number == 0 && std::signbit(number) ? "-0.0" : shortest_digits(number);
  }
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string print_key(const std::string& key) {
  return Json(key).dump() + ": ";
}

/// Appends the value without line breaks; returns false as soon as `text` is longer than `limit`.
bool print_on_one_line(const Json& value, std::size_t limit, std::string& text) {
  if (!value.is_structured()) {
    text += print_scalar(value);
    return text.size() <= limit;
  }
  text += value.is_array() ? '[' : '{';
  const char* separator = "";
  for (const auto& [key, item] : value.items()) {
    text += separator;
    if (value.is_object()) text += print_key(key);
    if (!print_on_one_line(item, limit, text)) return false;
    separator = ", ";
  }
  text += value.is_array() ? ']' : '}';
  return text.size() <= limit;
}

void print_filled_lines(const Json& array, std::size_t indent, std::string& text) {
  const std::string margin = "\n" + std::string(indent, ' ');
  std::string line;
  for (std::size_t i = 0; i < array.size(); ++i) {
    const std::string item = print_scalar(array[i]) + (i + 1 < array.size() ? "," : "");
    if (!line.empty() && indent + line.size() + 1 + item.size() > kLineWidth) {
      text += margin + line;
      line.clear();
    }
    line += (line.empty() ? "" : " ") + item;
  }
  text += margin + line;
}

void print_value(const Json& value, std::size_t indent, std::size_t column, std::string& text) {
  std::string line;
  if (print_on_one_line(value, column < kLineWidth ? kLineWidth - column : 0, line) || !value.is_structured()) {
    text += line;
    return;
  }
  const std::size_t inner = indent + kIndentStep;
  text += value.is_array() ? '[' : '{';
  if (value.is_array() && std::none_of(value.begin(), value.end(), [](const Json& v) { return v.is_structured(); })) {
    print_filled_lines(value, inner, text);
  } else {
    const char* separator = "\n";
    for (const auto& [key, item] : value.items()) {
      text += separator + std::string(inner, ' ');
      const std::string name = value.is_object() ? print_key(key) : "";
      text += name;
      print_value(item, inner, inner + name.size() + 1, text);
      separator = ",\n";
    }
  }
  text += "\n" + std::string(indent, ' ') + (value.is_array() ? ']' : '}');
}

}  // namespace

std::string print_json(const Json& value, std::size_t indent) {
  std::string text;
  print_value(value, indent, indent, text);
  return text;
}

}  // namespace binet
