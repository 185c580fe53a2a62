#pragma once

#include "binet/config/config.hpp"
#include "binet/config/config_text.hpp"

#include <span>
#include <string>
#include <vector>

namespace binet {

/// Throws UsageError for settings that contradict each other for any data. The reader checks each setting's range; what
/// depends on the data is checked once they are known.
void validate(const Config&);

/// The part of it that concerns data.* alone, for a command that trains nothing.
void validate_columns(const DataConfig&);

/// load_config without validate(), for a command that refuses some settings before others.
Config load_unvalidated(const std::string& path, std::span<const Assignment>, std::vector<std::string>* notes);

/// False if the clock decides what is trained, or if two mixtures are trained in sequence.
bool can_be_resumed(const Config&);

}  // namespace binet
