#pragma once

#include "binet/config/config.hpp"

#include <functional>
#include <string>

namespace binet {

/// Calls visit with every non-empty file path in the config, except "-".
void for_each_path(Config&, const std::function<void(std::string&)>& visit);

}  // namespace binet
