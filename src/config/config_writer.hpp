#pragma once

#include "config/config_kinds.hpp"
#include "json/json_text.hpp"

namespace binet {

/// Every setting that counts, in the form that the reader takes.
template <class T>
Json value_to_json(const T& value, const Field& field);

template <Section T>
Json section_to_json(T section) {
  Json json = Json::object();
  describe(section, [&](const auto& value, const Field& field) {
    if (field.counts) json[field.name] = value_to_json(value, field);
  });
  return json;
}

template <class T>
Json value_to_json(const T& value, const Field& field) {
  if constexpr (is_optional<T>) {
    if (value) return value_to_json(*value, field);
    return field.absent == nullptr ? Json() : Json(field.absent);
  } else if constexpr (std::is_same_v<T, char>) {
    return Json(std::string(1, value));
  } else if constexpr (Section<T>) {
    return section_to_json(value);
  } else if constexpr (is_list<T>) {
    Json json = Json::array();
    for (const auto& element : value) json.push_back(value_to_json(element, field));
    return json;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return field.object && value.starts_with('{') ? Json::parse(value) : Json(value);
  } else {
    return Json(value);
  }
}

}  // namespace binet
