#pragma once

#include "binet/table/table.hpp"

#include <cstddef>
#include <string>

namespace binet::detail {

/// "numbers but for 2 cells, as 'n/a' on line 7".
std::string numbers_but_for(Index cells, const std::string& text, std::size_t line);

/// True if `cells` of text are so few among `present` ones that they are likely not meant.
bool are_few(Index cells, Index present);

}  // namespace binet::detail
