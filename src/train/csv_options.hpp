#pragma once

#include "binet/config/config.hpp"
#include "binet/csv/csv_options.hpp"

namespace binet {

/// The options for splitting a file into fields and for recognising missing cells, from the config.
CsvOptions csv_options(const DataConfig&);

}  // namespace binet
