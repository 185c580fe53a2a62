// The JSON Schema refuses what the program refuses, and nothing else.

#include "binet/base/error.hpp"
#include "binet/config/config_text.hpp"
#include "config/renamed_settings.hpp"
#include "nn/layer.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <regex>
#include <string>
#include <vector>

namespace binet {
namespace {

using Json = nlohmann::ordered_json;

bool is_of_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  EXPECT_EQ(type, "integer");
  return value.is_number() && value.get<double>() == std::floor(value.get<double>());
}

bool is_valid(const Json& value, const Json& schema);

bool are_properties_valid(const Json& object, const Json& schema) {
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [name, value] : object.items()) {
    const auto found = properties.find(name);
    if (found != properties.end() ? !is_valid(value, *found) : !schema.value("additionalProperties", true))
      return false;
  }
  for (const Json& name : schema.value("required", Json::array())) {
    if (!object.contains(name.get<std::string>())) return false;
  }
  return true;
}

/// The part of JSON Schema, draft 2020-12, that config_schema uses; any other keyword is a failure.
bool holds(const Json& value, const std::string& keyword, const Json& argument, const Json& schema) {
  const double number = value.is_number() ? value.get<double>() : 0;
  const auto valid = [&](const Json& alternative) { return is_valid(value, alternative); };
  if (keyword == "type") return is_of_type(value, argument);
  if (keyword == "const") return value == argument;
  if (keyword == "enum") return std::ranges::find(argument, value) != argument.end();
  if (keyword == "minimum") return !value.is_number() || number >= argument;
  if (keyword == "maximum") return !value.is_number() || number <= argument;
  if (keyword == "exclusiveMinimum") return !value.is_number() || number > argument;
  if (keyword == "exclusiveMaximum") return !value.is_number() || number < argument;
  if (keyword == "pattern") {
    return !value.is_string() || std::regex_search(value.get<std::string>(), std::regex(argument.get<std::string>()));
  }
  if (keyword == "properties") return !value.is_object() || are_properties_valid(value, schema);
  if (keyword == "items") {
    return !value.is_array() || std::ranges::all_of(value, [&](const Json& item) { return is_valid(item, argument); });
  }
  if (keyword == "anyOf") return std::ranges::any_of(argument, valid);
  if (keyword == "allOf") return std::ranges::all_of(argument, valid);
  if (keyword == "if") return !is_valid(value, argument) || is_valid(value, schema.at("then"));
  const std::vector<std::string> others{"then",    "additionalProperties", "required", "default", "description",
                                        "$schema", "title",                "deprecated"};
  EXPECT_THAT(others, testing::Contains(keyword)) << "a keyword that this test does not know";
  return true;
}

bool is_valid(const Json& value, const Json& schema) {
  if (schema.is_boolean()) return schema.get<bool>();
  for (const auto& [keyword, argument] : schema.items()) {
    if (!holds(value, keyword, argument, schema)) return false;
  }
  return true;
}

std::string error_of_reading(const Json& document) {
  try {
    Config config;
    read_config(document.dump(), "run.json", "", config);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

void expect_agreement(const Json& document, const Json& schema) {
  const std::string error = error_of_reading(document);
  EXPECT_EQ(is_valid(document, schema), error.empty()) << document.dump() << " " << error;
}

Json schema() {
  return Json::parse(config_schema());
}

/// What people write, right and wrong, for any setting.
std::vector<Json> common_values() {
  std::vector<Json> values{nullptr, true, false, Json::array(), Json({"a"}), Json({1}), Json::object()};
  for (const double number : {-1.0, 0.0, 1e-9, 0.2, 0.5, 0.9, 0.95, 1.0, 1.5, 2.0, 3.0, 16.0, 1000.0, 1001.0, 4096.0,
                              4097.0, 1e4, 10001.0, 1e6, 1e6 + 1, 1e9, 1e9 + 1, 9007199254740991.0, 1e18}) {
    values.emplace_back(number);
  }
  for (const char* text : {"",
                           "auto",
                           "a",
                           ";",
                           ";;",
                           "\t",
                           "\\t",
                           "tab",
                           "tabs",
                           "ä",
                           "soon",
                           "10s",
                           "10",
                           "0s",
                           "0.5h",
                           ".5m",
                           "5.",
                           "-5s",
                           "10 s",
                           "500ms",
                           "2min",
                           "10sec",
                           "h",
                           "512M",
                           "2GB",
                           "0M",
                           "G",
                           "1.5G",
                           "64k",
                           "12B",
                           "MB",
                           "best",
                           "f1",
                           "F1",
                           "youden",
                           "0.5",
                           "1",
                           "1.0",
                           "1.5",
                           "00.5",
                           ".5",
                           "0.",
                           "precision>=0.9",
                           "recall>=1.1",
                           "precision>=",
                           "precision>0.9",
                           "cost:fp=1,fn=20",
                           "cost:fp=0,fn=0",
                           "cost:fp=0,fn=0.5",
                           "cost:fn=1,fp=2",
                           "cost:fp=1",
                           "none",
                           "balanced_accuracy",
                           "0"}) {
    values.emplace_back(text);
  }
  return values;
}

TEST(ConfigSchema, RefusesWhatTheReaderRefusesOfEverySetting) {
  const Json rules = schema();
  std::vector<std::string> keys;
  for (const Setting& setting : settings()) {
    if (setting.kind != Setting::Kind::section && setting.key.find('[') == std::string::npos)
      keys.push_back(setting.key);
  }
  for (const RenamedSetting& renamed : renamed_settings()) keys.emplace_back(renamed.old_key);
  for (const std::string& key : keys) {
    std::vector<Json> values = common_values();
    for (const std::string& choice : find_setting(key).choices) {
      values.emplace_back(choice);
      values.emplace_back(choice + "x");
    }
    const std::size_t dot = key.find('.');
    for (const Json& value : values) expect_agreement({{key.substr(0, dot), {{key.substr(dot + 1), value}}}}, rules);
  }
}

TEST(ConfigSchema, RefusesWhatTheReaderRefusesOfLayers) {
  const Json rules = schema();
  std::mt19937 random(1);
  const auto pick = [&](const std::vector<Json>& values) {
    return values[std::uniform_int_distribution<std::size_t>(0, values.size() - 1)(random)];
  };
  std::vector<Json> types{"densely"};
  for (const LayerType& type : layer_types()) types.emplace_back(std::string(type.name));
  int accepted = 0;
  for (int i = 0; i < 2000; ++i) {
    Json layer = Json::object();
    if (random() % 4 != 0) layer["type"] = pick(types);
    if (random() % 2 == 0) layer["units"] = pick({1, 16, -1, 2.5, 1e6, 1e6 + 1});
    if (random() % 3 == 0) layer["activation"] = pick({"relu", "tanh", "rleu"});
    if (random() % 3 == 0) layer["rate"] = pick({0, 0.5, 1, 1.5});
    if (random() % 3 == 0) layer["input_scale"] = pick({true, false, 1});
    if (random() % 20 == 0) layer["unit"] = 1;
    const Json document{{random() % 2 == 0 ? "model" : "ensemble", {{"layers", Json::array({layer})}}}};
    accepted += error_of_reading(document).empty() ? 1 : 0;
    expect_agreement(document, rules);
  }
  EXPECT_GT(accepted, 100);
  EXPECT_LT(accepted, 1900);
}

TEST(ConfigSchema, RefusesWhatTheReaderRefusesOfSections) {
  const Json rules = schema();
  for (const char* text :
       {"{}", "[]", "5", R"({"training": 5})", R"({"trainnig": {}})", R"({"training": {"epohcs": 1}})",
        R"({"$schema": "x"})", R"({"$schema": 5})", R"({"model": {"$schema": "x"}})", R"({"epochs": 5})"}) {
    expect_agreement(Json::parse(text), rules);
  }
}

}  // namespace
}  // namespace binet
