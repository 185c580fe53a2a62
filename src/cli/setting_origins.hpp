#pragma once

#include "binet/config/config_text.hpp"

#include <span>
#include <string>

namespace binet {

/// Remembers where the settings of this run were given: on the command line, or in the config file (empty: none).
void keep_setting_origins(const std::string& config_path, std::span<const Assignment> given);

/// Errors name a setting by its flag. If the message begins with a flag whose setting was given elsewhere, this puts
/// that place in front instead: "data.ignore in run.json: x.csv has no column 'ID'".
std::string with_setting_origin(const std::string& message);

}  // namespace binet
