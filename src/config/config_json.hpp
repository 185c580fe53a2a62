#pragma once

#include "binet/config/config.hpp"
#include "json/json_layout.hpp"

#include <string>
#include <vector>

namespace binet {

/// The same as config_to_json and read_config, for a config inside a larger JSON document.
Json config_to_json_value(const Config&);
void read_config_value(const Json&, const std::string& source, const std::string& directory, Config&,
                       std::vector<std::string>* notes = nullptr);

}  // namespace binet
