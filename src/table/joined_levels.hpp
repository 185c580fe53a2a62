#pragma once

#include "binet/table/table.hpp"

#include <string>
#include <string_view>

namespace binet::detail {

/// A text in lower case without surrounding blanks: levels with equal keys are spellings of the same level.
std::string spelling_key(std::string_view level);

/// Merges the levels of a category column that are spellings of the same level into the most frequent one, and adds a
/// remark.
void join_spellings(Table&, Column&);

}  // namespace binet::detail
