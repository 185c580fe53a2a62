#pragma once

#include <string>
#include <string_view>

namespace binet::detail {

/// The text in UTF-8 with Latin, Greek and Cyrillic letters in lower case.
std::string lower_case(std::string_view text);

}  // namespace binet::detail
