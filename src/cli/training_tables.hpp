#pragma once

#include "binet/config/config.hpp"
#include "binet/table/table.hpp"

#include <optional>
#include <string>

namespace binet {

/// From sizes such as 64M; no `input` is no limit. Throws UsageError.
InputLimits input_limits(const std::string& record, const std::string& input);

/// How the config says a training or validation file is to be read.
TableOptions table_options(const DataConfig&);

/// The file data.valid, which need not have the columns that part the training rows; nothing if none is named.
std::optional<Table> read_validation_table(const Config&, const Table& training);

/// Throws UsageError if the config names no training file or no target.
Table read_training_table(const Config&);

}  // namespace binet
