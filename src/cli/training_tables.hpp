#pragma once

#include "binet/config/config.hpp"
#include "binet/data/table.hpp"

namespace binet {

/// How the config says a training or validation file is to be read.
TableOptions table_options(const DataConfig&);

/// Throws UsageError if the config names no training file or no target.
Table read_training_table(const Config&);

}  // namespace binet
