#pragma once

#include "binet/table/table.hpp"

#include <cstddef>
#include <string>

namespace binet::detail {

/// A text such as "numbers except 2 cells, such as 'n/a' on line 7".
std::string numbers_but_for(Index cells, const std::string& text, std::size_t line,
                            const std::string& what = "numbers");

/// The amount of text in a column of text and numbers.
struct TextShare {
  Index cells, present;    ///< cells of text; cells that are not missing
  Index words, numbers;    ///< number of distinct texts and numbers
};
/// True if the column was probably not meant as categories: few cells, or few distinct words, among many numbers.
bool is_unlikely_category(const TextShare&);

}  // namespace binet::detail
