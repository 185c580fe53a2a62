#pragma once

#include "binet/config/config.hpp"

namespace binet {

/// Throws UsageError for settings that contradict each other for any data. The reader checks each setting's range; what
/// depends on the data is checked once they are known.
void validate(const Config&);

/// False if the clock decides what is trained, or if two mixtures are trained in sequence.
bool can_be_resumed(const Config&);

}  // namespace binet
