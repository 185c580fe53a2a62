#pragma once

#include "binet/config/config.hpp"
#include "binet/csv/csv.hpp"

namespace binet {

/// How the config says that a file is cut into fields, and which of them are missing.
CsvOptions csv_options(const DataConfig&);

}  // namespace binet
