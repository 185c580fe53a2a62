#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace binet {

/// Objects keep the order in which their members were added.
using Json = nlohmann::ordered_json;

/// JSON for people: what fits stays on one line, long lists of plain values fill their lines, the rest is indented.
/// Numbers have the shortest digits that read back the same; NaN and infinities become null. `indent` is the column
/// the value starts in.
std::string print_json(const Json&, std::size_t indent = 0);

}  // namespace binet
