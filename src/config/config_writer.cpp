#include "config/config_writer.hpp"

#include "binet/config/config_text.hpp"
#include "config/config_json.hpp"

namespace binet {

Json config_to_json_value(const Config& config) {
  return section_to_json(config);
}

std::string config_to_json(const Config& config) {
  return format_json(section_to_json(config)) + "\n";
}

std::string starter_config(const Config& config) {
  const Json all = section_to_json(config);
  const Json defaults = section_to_json(Config{});
  Json starter = {{"$schema", "binet.schema.json"}};
  for (const Setting& setting : settings()) {
    const std::size_t dot = setting.key.find('.');
    if (dot == std::string::npos || setting.key.find_first_of(".[", dot + 1) != std::string::npos) continue;
    const std::string section = setting.key.substr(0, dot);
    const std::string name = setting.key.substr(dot + 1);
    const Json& value = all[section][name];
    const bool common = !setting.flag.empty() || setting.kind == Setting::Kind::section_list;
    const bool empty = value.is_null() || value == "" || value == Json::array();
    if ((common && !empty) || value != defaults[section][name]) starter[section][name] = value;
  }
  return format_json(starter) + "\n";
}

}  // namespace binet
