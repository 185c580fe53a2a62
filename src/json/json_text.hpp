#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace binet {

using Json = nlohmann::ordered_json;

/// Whether // and /* */ are allowed between tokens, as in config files.
enum class JsonComments { refused, allowed };

/// Parses strictly. Invalid syntax, a duplicate key and a number out of range throw UsageError; the text begins with
/// the source and, for syntax, "SOURCE:LINE:COLUMN: ". Nesting is limited, so that no text can exhaust the stack.
Json parse_json(std::string_view text, const std::string& source, JsonComments = JsonComments::refused);

/// Formats sections over several lines, with one line for each member and each object of a list. Doubles have digits
/// that read back the same; whole ones are written without a fraction.
std::string format_json(const Json&);

/// A value for an error: numbers and texts as written, shortened if long; "a list", "an object".
std::string show_json(const Json&);

}  // namespace binet
