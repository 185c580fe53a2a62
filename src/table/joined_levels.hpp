#pragma once

#include "binet/table/table.hpp"

#include <string>
#include <string_view>

namespace binet::detail {

/// A text without blanks around it, in small letters: levels with the same are spellings of one.
std::string spelling_key(std::string_view level);

/// Joins the levels of a category column that are spellings of one into the commonest of them, which a remark says.
void join_spellings(Table&, Column&);

}  // namespace binet::detail
