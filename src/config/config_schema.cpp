#include "binet/config/config_text.hpp"
#include "config/config_writer.hpp"
#include "config/renamed_settings.hpp"

namespace binet {
namespace {

template <class T>
Json type_schema(const T& value, const Field& field, const std::string& key);

/// The settings that are meaningless given the others in `section`.
template <Section T>
Json idle_settings(T section) {
  Json idle = Json::object();
  describe(section, [&](auto&, const Field& field) {
    if (!field.counts) idle[field.name] = false;
  });
  return idle;
}

/// If the first setting decides which others are allowed, as a layer's type does: one rule per value.
template <Section T>
Json rules_by_choice(const T& section) {
  const Field* decides = nullptr;
  Field first;
  std::string usual;
  T copy = section;
  describe(copy, [&]<class Value>(Value& value, const Field& field) {
    if constexpr (std::is_same_v<Value, std::string>) {
      if (decides == nullptr && field.choices != nullptr) {
        first = field;
        decides = &first;
        usual = value;
      }
    }
  });
  Json rules = Json::array();
  if (decides == nullptr) return rules;
  for (const std::string& choice : first.choices()) {
    T chosen = section;
    describe(chosen, [&]<class Value>(Value& value, const Field& field) {
      if constexpr (std::is_same_v<Value, std::string>) {
        if (std::string_view(field.name) == first.name) value = choice;
      }
    });
    Json idle = idle_settings(chosen);
    if (idle.empty()) continue;
    Json condition{{"properties", {{first.name, {{"const", choice}}}}}};
    if (choice != usual) condition["required"] = Json::array({first.name});
    rules.push_back({{"if", std::move(condition)}, {"then", {{"properties", std::move(idle)}}}});
  }
  return rules;
}

/// `prefix` is the section's key and a dot.
template <Section T>
Json section_schema(T section, const std::string& prefix) {
  Json properties = Json::object();
  describe(section, [&]<class Value>(Value& value, const Field& field) {
    const std::string key = prefix + field.name;
    Json property = type_schema(value, field, key);
    property["description"] = field.help;
    if constexpr (!Section<Value>) {
      property["default"] = value_to_json(value, field);
    }
    if (const std::string old(old_key(key)); !old.empty()) {
      Json& renamed = properties[old.substr(prefix.size())] = property;
      renamed["description"] = "now called " + key;
      renamed["deprecated"] = true;
    }
    properties[field.name] = std::move(property);
  });
  Json schema = {{"type", "object"}, {"additionalProperties", false}, {"properties", properties}};
  if (Json rules = rules_by_choice(section); !rules.empty()) schema["allOf"] = std::move(rules);
  return schema;
}

Json number_schema(const char* type, const Field& field) {
  Json schema = {{"type", type}};
  if (field.minimum > -kNoLimit) schema[field.above_minimum ? "exclusiveMinimum" : "minimum"] = field.minimum;
  if (field.maximum < kNoLimit) schema[field.below_maximum ? "exclusiveMaximum" : "maximum"] = field.maximum;
  return schema;
}

template <class T>
Json type_schema(const T& value, const Field& field, const std::string& key) {
  if constexpr (Section<T>) {
    return section_schema(value, key + ".");
  } else if constexpr (is_optional<T>) {
    const Json absent = field.absent == nullptr ? Json{{"type", "null"}} : Json{{"const", field.absent}};
    return {{"anyOf", Json::array({absent, type_schema(typename T::value_type{}, field, key)})}};
  } else if constexpr (is_list<T>) {
    return {{"type", "array"}, {"items", type_schema(typename T::value_type{}, field, key + "[]")}};
  } else if constexpr (std::is_same_v<T, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (std::is_same_v<T, char>) {
    return {{"type", "string"}, {"pattern", "^([\\u0001-\\u007f]|\\\\t|tab)$"}};
  } else if constexpr (std::is_integral_v<T>) {
    return number_schema("integer", field);
  } else if constexpr (std::is_floating_point_v<T>) {
    return number_schema("number", field);
  } else {
    static_assert(std::is_same_v<T, std::string>);
    Json schema = {{"type", "string"}};
    if (field.choices != nullptr) schema["enum"] = field.choices();
    if (field.pattern != nullptr) schema["pattern"] = field.pattern;
    if (field.object) return {{"anyOf", Json::array({schema, {{"type", "object"}}})}};
    return schema;
  }
}

}  // namespace

std::string config_schema() {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "Binet configuration"},
                 {"description", "The settings of a training run; every key is optional."}};
  schema.update(section_schema(Config{}, ""));
  schema["properties"]["$schema"] = {{"type", "string"}, {"description", "where this schema is"}};
  return format_json(schema) + "\n";
}

}  // namespace binet
