#include "cli/setting_origins.hpp"

#include <algorithm>
#include <vector>

namespace binet {

namespace {

struct Origins {
  std::string config_path;
  std::vector<Assignment> given;
};

/// There is one run per process.
Origins& origins_of_run() {
  static Origins origins;
  return origins;
}

/// True if `flag` is one of the names in "-o,--output".
bool has_flag(const Setting& setting, const std::string& flag) {
  return ("," + setting.flag + ",").find("," + flag + ",") != std::string::npos;
}

}  // namespace

void keep_setting_origins(const std::string& config_path, std::span<const Assignment> given) {
  origins_of_run() = {config_path, {given.begin(), given.end()}};
}

std::string with_setting_origin(const std::string& message) {
  const std::string name = message.substr(0, message.find_first_of(":, "));
  const std::string rest = message.substr(name.size());
  const auto known = settings();
  const auto setting = std::ranges::find_if(
      known, [&](const Setting& each) { return each.key == name || (name.starts_with("-") && has_flag(each, name)); });
  // If several settings are named, as in "data.group and data.time", the message stays as it is.
  const bool one = rest.starts_with(":") || rest.starts_with(",") || name.starts_with("-");
  if (setting == known.end() || !one) return message;
  const Origins& origins = origins_of_run();
  const auto given = std::ranges::find(origins.given, setting->key, &Assignment::key);
  if (given != origins.given.end()) return given->source + rest;
  if (origins.config_path.empty()) return message;
  return setting->key + " in " + (origins.config_path == "-" ? "the config on standard input" : origins.config_path) +
         rest;
}

}  // namespace binet
