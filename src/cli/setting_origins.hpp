#pragma once

#include "binet/config/config_text.hpp"

#include <span>
#include <string>

namespace binet {

/// Remembers where the settings of this run were given: on the command line, or in the config file (empty: none).
void keep_setting_origins(const std::string& config_path, std::span<const Assignment> given);

/// Errors name a setting by its flag or its key. If the message begins with one, this puts the place in front where the
/// setting was given: "--ignore: x.csv has no column 'ID'", "data.ignore in run.json: x.csv has no column 'ID'".
std::string with_setting_origin(const std::string& message);

}  // namespace binet
