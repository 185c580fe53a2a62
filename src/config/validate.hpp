#pragma once

#include "binet/config/config.hpp"

namespace binet {

/// Throws UsageError for settings that contradict each other whatever the data are. Each setting's own range is the
/// reader's affair; what depends on the data is checked where the data are known.
void validate(const Config&);

/// False where the clock decides what is trained, or two mixtures are trained one after the other.
bool can_be_resumed(const Config&);

}  // namespace binet
