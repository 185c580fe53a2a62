#pragma once

#include "base/text_list.hpp"
#include "config/config_fields.hpp"
#include "binet/config/config_text.hpp"

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace binet {

/// The values of a setting's type in words, for errors and the manual: "an integer from 1 to 1000000".
struct KindText {
  Setting::Kind kind;
  std::string accepts;
};

/// " from 0 to 1", " above 0, below 1", ", 0 or more"; empty without limits.
std::string range_text(const Field&);

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

template <class T>
KindText kind_text(const Field& field) {
  using Kind = Setting::Kind;
  if constexpr (is_optional<T>) {
    KindText inner = kind_text<typename T::value_type>(field);
    const std::string absent = field.absent == nullptr ? "null" : "\"" + std::string(field.absent) + "\"";
    return {inner.kind, absent + " or " + inner.accepts};
  } else if constexpr (std::is_same_v<T, bool>) {
    return {Kind::boolean, "true or false"};
  } else if constexpr (std::is_same_v<T, char>) {
    return {Kind::character, "one character"};
  } else if constexpr (std::is_integral_v<T>) {
    return {Kind::integer, "an integer" + range_text(field)};
  } else if constexpr (std::is_floating_point_v<T>) {
    return {Kind::number, "a number" + range_text(field)};
  } else if constexpr (std::is_same_v<T, std::string>) {
    return {Kind::text, field.object               ? "text or an object"
                        : field.choices == nullptr ? "text"
                                                   : "one of " + joined(field.choices())};
  } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    return {Kind::text_list, "a list of texts"};
  } else if constexpr (is_list<T>) {
    return {Kind::section_list, "a list of objects"};
  } else {
    return {Kind::section, "an object"};
  }
}

}  // namespace binet
