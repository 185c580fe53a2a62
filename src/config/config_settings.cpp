#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "base/nearest_name.hpp"
#include "binet/config/config_text.hpp"
#include "config/config_writer.hpp"
#include "config/renamed_settings.hpp"

#include <algorithm>

namespace binet {
namespace {

template <Section T>
void list_settings(const std::string& prefix, T section, std::vector<Setting>& list) {
  describe(section, [&]<class Value>(Value& value, const Field& field) {
    const KindText text = kind_text<Value>(field);
    const std::string key = prefix + field.name;
    list.push_back({.key = key,
                    .kind = text.kind,
                    .accepts = text.accepts,
                    .default_value = "",
                    .help = field.help,
                    .flag = field.flag,
                    .value_name = field.value_name != nullptr ? field.value_name
                                  : field.path                ? "FILE"
                                                              : "",
                    .flag_help = field.flag_help == nullptr ? field.help : field.flag_help,
                    .old_flag = "",
                    .implied = field.implied,
                    .choices = field.choices == nullptr ? std::vector<std::string>{} : field.choices()});
    if constexpr (Section<Value>) {
      list_settings(key + ".", value, list);
    } else {
      list.back().default_value = format_json(value_to_json(value, field));
      if constexpr (is_list<Value>) {
        if constexpr (Section<typename Value::value_type>)
          list_settings(key + "[].", typename Value::value_type{}, list);
      }
    }
  });
}

/// `a | b` would end a cell of the table.
std::string table_cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
  return text;
}

std::string manual_row(const Setting& setting, const std::string& prefix) {
  std::string accepts = setting.accepts;
  if (!setting.choices.empty()) accepts = "`" + joined(setting.choices, "`, `") + "`";
  std::string flag = setting.flag.empty() ? "" : "`" + setting.flag + "`";
  return "| `" + setting.key.substr(prefix.size()) + "` | " + table_cell(setting.help) + " | " + table_cell(accepts) +
         " | `" + table_cell(setting.default_value) + "` | " + flag + " |\n";
}

std::string explain_one(const Setting& setting) {
  std::string text = setting.key + ": " + setting.help + "\n";
  text += "  takes    " + setting.accepts + "\n";
  if (!setting.default_value.empty()) text += "  default  " + setting.default_value + "\n";
  if (!setting.flag.empty()) text += "  flag     " + setting.flag + "\n";
  return text;
}

}  // namespace

std::vector<Setting> settings() {
  std::vector<Setting> list;
  list_settings("", Config{}, list);
  for (const RenamedSetting& renamed : renamed_settings()) {
    std::ranges::find(list, renamed.key, &Setting::key)->old_flag = renamed.old_flag;
  }
  return list;
}

Setting find_setting(std::string_view key) {
  const auto all = settings();
  std::vector<std::string> keys;
  for (const Setting& setting : all) {
    if (setting.key == current_key(key)) return setting;
    keys.push_back(setting.key);
  }
  std::string advice = did_you_mean(key, keys);
  for (const std::string& known : keys) {
    if (advice.empty() && known.ends_with("." + std::string(key))) advice = "; did you mean '" + known + "'?";
  }
  throw UsageError("unknown setting '" + std::string(key) + "'" + advice + " (`binet config explain` lists them)");
}

std::string explain_setting(std::string_view key) {
  const Setting asked = find_setting(key);
  key = asked.key;
  std::string text = explain_one(asked);
  for (const Setting& setting : settings()) {
    const std::string_view rest = std::string_view(setting.key).substr(std::min(key.size(), setting.key.size()));
    if (setting.key.starts_with(key) && (rest.starts_with(".") || rest.starts_with("["))) {
      text += "\n" + explain_one(setting);
    }
  }
  return text;
}

std::string explain_settings() {
  std::string text;
  for (const Setting& setting : settings()) {
    std::string key = setting.key;
    key.resize(std::max<std::size_t>(key.size() + 2, 32), ' ');
    text += (setting.kind == Setting::Kind::section && !text.empty() ? "\n" : "") + key + setting.help + "\n";
  }
  return text;
}

std::string config_manual() {
  std::string text =
      "# Settings\n\n"
      "<!-- Written by `binet config manual`; the declarations are in src/config/*_fields.hpp. -->\n\n"
      "A config is a JSON file; every key is optional. Precedence: defaults, then the file (`-c run.json`), then "
      "flags\n"
      "and `--set key=value`; a flag and a `--set` of the same key are an error. Reading is strict: an unknown or\n"
      "duplicate key, a wrong kind or a value out of range is an error that names file and key. Relative paths are\n"
      "relative to the config file. Comments, `// …` and `/* … */`, are allowed. `\"$schema\"` may name the JSON "
      "Schema that `binet config schema` prints.\n";
  std::string prefix;
  for (const Setting& setting : settings()) {
    using Kind = Setting::Kind;
    if (setting.kind == Kind::section) {
      prefix = setting.key + ".";
      text += "\n## " + setting.key + ": " + setting.help +
              "\n\n| key | meaning | takes | default | flag |\n| --- | --- | --- | --- | --- |\n";
    } else {
      text += manual_row(setting, prefix);
    }
  }
  text += "\n## Renamed settings\n\nOld names are still read, with a note.\n\n| old name | name |\n| --- | --- |\n";
  for (const RenamedSetting& renamed : renamed_settings()) {
    text += "| `" + std::string(renamed.old_key) + "` | `" + std::string(renamed.key) + "` |\n";
  }
  return text;
}

}  // namespace binet
