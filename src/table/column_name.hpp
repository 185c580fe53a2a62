#pragma once

#include "csv/text.hpp"

#include <string_view>

namespace binet::detail {

/// What `find(name)` returns, or, if that is nothing, `find` of the name without blanks around it: names in a header
/// have none, but those in old models and in configs may. "Nothing" is what converts to false.
template <class Find>
auto find_by_column_name(std::string_view name, Find find) {
  const auto found = find(name);
  const std::string_view trimmed = trim_blanks(name);
  return found || trimmed.size() == name.size() ? found : find(trimmed);
}

}  // namespace binet::detail
