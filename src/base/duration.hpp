#pragma once

#include <string_view>

namespace binet {

/// Seconds of "10s", "1.5m", "2h", "500ms" or "10", which are seconds. Throws UsageError for anything else and for 0.
double parse_duration(std::string_view text);

}  // namespace binet
