#pragma once

#include "binet/config/config.hpp"

#include <functional>
#include <string>

namespace binet {

/// Calls visit with every path in the config that names a file; "-" and empty ones do not.
void for_each_path(Config&, const std::function<void(std::string&)>& visit);

}  // namespace binet
