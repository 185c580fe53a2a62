#pragma once

#include "binet/config/config.hpp"
#include "binet/table/table.hpp"

#include <functional>
#include <optional>
#include <string>

namespace binet {

/// Parses sizes such as 64M; an empty `input` means no limit. Throws UsageError.
InputLimits input_limits(const std::string& record, const std::string& input);

/// The options for reading a training or validation file from the config.
TableOptions table_options(const DataConfig&);

/// Reads the file data.valid, which may lack the group and time columns; empty if none is named.
std::optional<Table> read_validation_table(const Config&, const Table& training);

/// Throws UsageError if the config names no training file or no target.
Table read_training_table(const Config&);

/// Reads data with the settings that a model was trained with. An error whose message names a flag to read them with
/// says instead that they are not the data that the model was trained on: the commands that do this have no such flag.
void read_as_trained(const std::function<void()>& read);

}  // namespace binet
