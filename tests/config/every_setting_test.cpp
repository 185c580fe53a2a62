#include "binet/base/error.hpp"
#include "binet/config/config_text.hpp"
#include "nn/layer.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

// Tests that go over all settings.

namespace binet {
namespace {

using ::testing::HasSubstr;
using Kind = Setting::Kind;

Config read(const std::string& text) {
  Config config;
  read_config(text, "run.json", "", config);
  return config;
}

std::string other_value(const Setting& setting) {
  const auto default_value = nlohmann::json::parse(setting.default_value);
  switch (setting.kind) {
    case Kind::boolean:
      return default_value.get<bool>() ? "false" : "true";
    case Kind::integer:
      return default_value == 7 ? "8" : "7";
    case Kind::number:
      return default_value == 0.125 ? "0.25" : "0.125";
    case Kind::character:
      return "\";\"";
    case Kind::text_list:
      return R"(["x", "y, z"])";
    case Kind::section_list:
      return "[]";
    default:
      break;
  }
  for (const std::string& choice : setting.choices) {
    if (nlohmann::json(choice) != default_value) return nlohmann::json(choice).dump();
  }
  if (setting.key == "decision.rule") return "\"f1\"";
  for (const char* const bytes : {"training.memory", "data.max_record", "data.max_input"}) {
    if (setting.key == bytes) return "\"2G\"";
  }
  if (setting.key == "data.decimal" || setting.key == "data.thousands") return "\",\"";
  return setting.key == "training.time_budget" ? "\"10s\"" : "\"some text\"";
}

/// Settings with a value of their own, list elements' aside.
std::vector<Setting> single_settings() {
  std::vector<Setting> list;
  for (Setting& setting : settings()) {
    if (setting.kind != Kind::section && setting.key.find('[') == std::string::npos) list.push_back(std::move(setting));
  }
  return list;
}

nlohmann::json::json_pointer pointer_to(std::string key) {
  for (char& c : key) c = c == '.' ? '/' : c;
  return nlohmann::json::json_pointer("/" + key);
}

TEST(EverySetting, IsSetAndWrittenAndReadBack) {
  for (const Setting& setting : single_settings()) {
    Config config;
    assign({.key = setting.key, .value = other_value(setting), .source = "--set", .json = true}, config);
    const std::string written = config_to_json(config);
    EXPECT_EQ(nlohmann::json::parse(written).at(pointer_to(setting.key)), nlohmann::json::parse(other_value(setting)))
        << setting.key;
    EXPECT_EQ(config_to_json(read(written)), written) << setting.key;
  }
}

TEST(EverySetting, HasItsDefaultInConfigSchemaAndManual) {
  const auto defaults = nlohmann::json::parse(config_to_json(Config{}));
  const auto schema = nlohmann::json::parse(config_schema());
  const std::string manual = config_manual();
  for (const Setting& setting : single_settings()) {
    const std::size_t dot = setting.key.find('.');
    const auto& property =
        schema.at("properties").at(setting.key.substr(0, dot)).at("properties").at(setting.key.substr(dot + 1));
    const auto default_value = nlohmann::json::parse(setting.default_value);
    EXPECT_EQ(defaults.at(pointer_to(setting.key)), default_value) << setting.key;
    EXPECT_EQ(property.at("default"), default_value) << setting.key;
    EXPECT_EQ(property.at("description"), setting.help);
    const auto& typed = property.contains("anyOf") ? property.at("anyOf").at(1) : property;
    const bool limited = std::ranges::any_of(std::array{" from ", " above ", " or more"}, [&](const char* words) {
      return setting.accepts.find(words) != std::string::npos;
    });
    EXPECT_EQ(typed.contains("minimum") || typed.contains("exclusiveMinimum"), limited) << setting.key;
    EXPECT_EQ(typed.contains("enum"), !setting.choices.empty()) << setting.key;
    EXPECT_THAT(manual, HasSubstr("\n| `" + setting.key.substr(dot + 1) + "` | ")) << setting.key;
    EXPECT_EQ(find_setting(setting.key).help, setting.help);
    EXPECT_THAT(explain_setting(setting.key), HasSubstr(setting.accepts));
  }
}

TEST(EverySetting, HasOneFlagAtMostAndNoFlagIsShared) {
  std::vector<std::string> flags;
  for (const Setting& setting : settings()) {
    if (!setting.flag.empty()) flags.push_back(setting.flag);
  }
  std::ranges::sort(flags);
  EXPECT_EQ(std::ranges::adjacent_find(flags), flags.end());
}

TEST(EverySetting, LayerSettingsAreWrittenAndReadBack) {
  for (const LayerType& type : layer_types()) {
    const Config config = read(R"({"model": {"layers": [{"type": ")" + std::string(type.name) + "\"}]}}");
    const std::string written = config_to_json(config);
    EXPECT_EQ(read(written).model.layers, config.model.layers) << written;
  }
}

TEST(EverySetting, LayerSettingsAreAcceptedOnlyByTheTypesThatReadThem) {
  const std::map<std::string_view, std::string> values{
      {"units", "1000000"}, {"activation", "\"tanh\""}, {"rate", "0.99"}, {"input_scale", "true"}};
  for (const LayerType& type : layer_types()) {
    for (const std::string_view setting : type.settings) EXPECT_TRUE(values.contains(setting)) << setting;
    for (const auto& [setting, value] : values) {
      const std::string layer =
          R"({"type": ")" + std::string(type.name) + R"(", ")" + std::string(setting) + "\": " + value + "}";
      const std::string text = R"({"model": {"layers": [)" + layer + "]}}";
      if (!type.reads(setting)) {
        EXPECT_THROW(read(text), UsageError) << layer;
        continue;
      }
      LayerSpec spec = read(text).model.layers.front();
      if (spec.units == 0) spec.units = 1;
      EXPECT_NO_THROW(make_layer(spec, {.dense = 2, .levels = {}, .bins = {}, .sequences = type.reads_sequences}))
          << layer;
    }
  }
  EXPECT_THROW(read(R"({"model": {"layers": [{"type": "dropout", "rate": 0.995}]}})"), UsageError);
}

TEST(ConfigSchema, NamesOnlyWhatTheReaderKnows) {
  const auto schema = nlohmann::json::parse(config_schema());
  for (const auto& [section, properties] : schema.at("properties").items()) {
    if (section == "$schema") continue;
    EXPECT_FALSE(properties.at("additionalProperties").get<bool>());
    for (const auto& [name, property] : properties.at("properties").items()) {
      EXPECT_NO_THROW(find_setting(section + "." + name));
    }
  }
}

std::string committed(const std::string& path) {
  std::ifstream file(std::string(BINET_SOURCE_DIR) + "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(CommittedFiles, EveryConfigIsReadAndNamesDataThatIsThere) {
  int configs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(BINET_SOURCE_DIR) + "/configs")) {
    const std::string path = entry.path().string();
    if (path.ends_with(".schema.json")) continue;
    ++configs;
    Config config;
    ASSERT_NO_THROW(read_config_file(path, config)) << path;
    EXPECT_TRUE(std::filesystem::exists(config.data.train)) << path << " trains on " << config.data.train;
    EXPECT_FALSE(config.data.target.empty()) << path;
    EXPECT_THAT(committed("configs/" + entry.path().filename().string()),
                HasSubstr("\"$schema\": \"binet.schema.json\""));
  }
  EXPECT_GE(configs, 4);
}

TEST(CommittedFiles, AreWhatTheDescriptionsSay) {
  EXPECT_EQ(committed("configs/binet.schema.json"), config_schema())
      << "run: binet config schema > configs/binet.schema.json";
  EXPECT_EQ(committed("docs/config.md"), config_manual()) << "run: binet config manual > docs/config.md";
}

}  // namespace
}  // namespace binet
