#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace binet {

/// Objects keep the order in which members were added.
using Json = nlohmann::ordered_json;

/// JSON in a readable layout: values that fit stay on one line, long lists of plain values fill their lines, everything
/// else is indented. Numbers have the shortest digits that read back the same; NaN and infinities become null. `indent`
/// is the column in which the value starts.
std::string print_json(const Json&, std::size_t indent = 0);

}  // namespace binet
