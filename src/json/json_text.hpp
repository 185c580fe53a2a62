#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace binet {

using Json = nlohmann::ordered_json;

/// // and /* */ between tokens, as people write them in configs.
enum class JsonComments { refused, allowed };

/// Parses strictly: bad syntax, a duplicate key and a number out of range are UsageErrors that begin with the source
/// and, for syntax, "SOURCE:LINE:COLUMN: ".
/// Nesting is limited, so that no text can exhaust the stack.
Json parse_json(std::string_view text, const std::string& source, JsonComments = JsonComments::refused);

/// Sections over several lines, everything inside them on one line each, lists of objects one object a line.
/// Doubles have digits that read back the same; whole ones are written without a fraction.
std::string format_json(const Json&);

/// How an error shows a value: numbers and texts as they stand, cut where long; "a list", "an object".
std::string show_json(const Json&);

}  // namespace binet
