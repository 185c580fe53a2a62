#pragma once

#include <string_view>

namespace binet {

/// Parses "10s", "1.5m", "2h", "500ms" or "10" (seconds) and returns seconds. Throws UsageError for any other text and
/// for 0.
double parse_duration(std::string_view text);

}  // namespace binet
