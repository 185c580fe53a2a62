#pragma once

#include "binet/table/table.hpp"

#include <cstddef>
#include <string>

namespace binet::detail {

/// "numbers but for 2 cells, as 'n/a' on line 7".
std::string numbers_but_for(Index cells, const std::string& text, std::size_t line);

/// How much of a column of text and numbers is text.
struct TextShare {
  Index cells, present;    ///< cells of text, and all that are not missing
  Index words, numbers;    ///< distinct ones
};
/// True if the texts are likely not meant as categories: few cells, or few distinct words among many numbers.
bool is_unlikely_category(const TextShare&);

}  // namespace binet::detail
