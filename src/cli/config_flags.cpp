#include "cli/config_flags.hpp"

#include "base/setting_error.hpp"
#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "config/renamed_settings.hpp"
#include "config/validate.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace binet {
namespace {

std::string value_name(const Setting& setting) {
  using Kind = Setting::Kind;
  if (!setting.value_name.empty()) return setting.value_name;
  if (!setting.choices.empty()) return "NAME";
  switch (setting.kind) {
    case Kind::integer:
      return "N";
    case Kind::number:
      return "X";
    case Kind::character:
      return "C";
    case Kind::text_list:
      return "A,B,...";
    case Kind::section_list:
      return "LAYERS";
    default:
      return "TEXT";
  }
}

std::string flag_help(const Setting& setting) {
  std::string help = setting.flag_help;
  if (!setting.choices.empty()) help += "; one of " + joined(setting.choices);
  return help;
}

/// The default as typed; empty if it is not informative.
std::string shown_default(const Setting& setting) {
  std::string text = setting.default_value;
  if (text.starts_with('[') || text == "null") return "";
  std::erase(text, '"');
  return text;
}

constexpr int kMostFiles = 1 << 20;

/// A list that takes all remaining words.
bool is_many(const Setting& setting) {
  return setting.kind == Setting::Kind::text_list && !setting.flag.starts_with("-");
}

}  // namespace

ConfigFlags::ConfigFlags(CommandParser parser, std::string_view section, std::span<const std::string_view> except)
    : parser_(parser) {
  CLI::App& app = parser.app();
  app.add_option("-c,--config", config_path_, "JSON config file; flags override it")->type_name("FILE");
  app.add_option("--set", sets_, "set any setting, e.g. --set training.epochs=5")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  for (const Setting& setting : settings()) {
    const bool wanted = (section.empty() || setting.key.starts_with(std::string(section) + ".")) &&
                        std::ranges::find(except, setting.key) == except.end();
    if (wanted && !setting.flag.empty()) add_flag(setting);
  }
}

void ConfigFlags::add_flag(const Setting& setting) {
  CLI::App& app = parser_.app();
  SettingFlag& flag = flags_.emplace_back(SettingFlag{.setting = setting});
  if (setting.kind == Setting::Kind::boolean) {
    flag.option = app.add_flag_callback(
        setting.flag, [] {}, flag_help(setting));
  } else {
    flag.option =
        app.add_option(setting.flag, flag.values, flag_help(setting))
            ->type_name(value_name(setting))
            ->expected(setting.implied.empty() && !is_many(setting) ? 1 : 0, is_many(setting) ? kMostFiles : 1)
            ->default_str(setting.implied.empty() ? shown_default(setting) : setting.implied);
  }
  if (!setting.flag.starts_with("-")) flag.option->allow_extra_args(is_many(setting));
  if (!setting.old_flag.empty()) {
    flag.old_option = app.add_option(setting.old_flag, flag.values)
                          ->expected(setting.implied.empty() ? 1 : 0, 1)
                          ->default_str(setting.implied)
                          ->group("");  // not in the help
  }
  if (!setting.flag.starts_with("-")) return;
  flag.option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  flag.option->group("Settings (" + setting.key.substr(0, setting.key.find('.')) + ")");
}

std::vector<Assignment> ConfigFlags::assignments() const {
  std::vector<Assignment> list;
  for (const SettingFlag& flag : flags_) {
    const bool by_old_name = flag.old_option != nullptr && flag.old_option->count() > 0;
    if (flag.option->count() == 0 && !by_old_name) continue;
    // CLI11 gives no name for an option that is not in the help.
    const std::string name = by_old_name ? flag.setting.old_flag : flag.option->get_name();
    if (by_old_name && flag.option->count() > 0) {
      throw UsageError(name + " is the old name of " + flag.option->get_name() + "; give only one of them");
    }
    if (flag.values.size() > 1 && flag.setting.kind != Setting::Kind::text_list) {
      throw UsageError(name + " was given " + std::to_string(flag.values.size()) + " times, expected once");
    }
    std::string value;
    for (const std::string& part : flag.values) value += (value.empty() ? "" : ",") + part;
    if (is_many(flag.setting)) value = nlohmann::json(flag.values).dump();  // a path may contain a comma
    if (flag.setting.kind == Setting::Kind::boolean) value = flag.setting.default_value == "true" ? "false" : "true";
    list.push_back({.key = flag.setting.key, .value = value, .source = name});
  }
  for (const std::string& set : sets_) {
    const std::size_t equals = set.find('=');
    if (equals == std::string::npos) throw UsageError("--set " + set + ": expected KEY=VALUE");
    const std::string key = set.substr(0, equals);
    list.push_back({.key = key, .value = set.substr(equals + 1), .source = "--set " + key, .json = true});
  }
  return list;
}

std::string ConfigFlags::origin(const std::string& key, const std::string& config_path) const {
  for (const Assignment& given : assignments()) {
    if (current_key(given.key) == key) return given.source;
  }
  if (config_path.empty()) return key;
  return (config_path == "-" ? "standard input" : config_path) + ": " + key;
}

ExitStatus ConfigFlags::run(const Action& action, const std::string& config_path) const {
  try {
    return action();
  } catch (const SettingError& error) {
    throw UsageError(origin(error.key(), config_path) + error.rest());
  }
}

void ConfigFlags::apply(Config& config) const {
  for (const Assignment& assignment : assignments()) assign(assignment, config);
}

Config ConfigFlags::load_unvalidated(const std::string& config_path, const std::string& data) const {
  std::vector<std::string> notes;
  std::vector<Assignment> given = assignments();
  if (!data.empty()) given.push_back({.key = "data.train", .value = data, .source = "DATA"});
  Config config = binet::load_unvalidated(config_path, given, &notes);
  for (const SettingFlag& flag : flags_) {
    if (flag.old_option != nullptr && flag.old_option->count() > 0) {
      notes.push_back(flag.setting.old_flag + " is now called " + flag.option->get_name());
    }
  }
  const CLI::Option* const quiet = parser_.app().get_option_no_throw("--quiet");
  if (quiet != nullptr && quiet->count() > 0) return config;
  for (const std::string& note : notes) std::cerr << "note: " << note << '\n';
  return config;
}

Config ConfigFlags::load(const std::string& config_path, const std::string& data) const {
  Config config = load_unvalidated(config_path, data);
  validate(config);
  return config;
}

}  // namespace binet
