#pragma once

#include <string_view>

namespace binet::detail {

/// The month from 1 of a name or its usual short form, without a final point and in any case: English, Dutch, French,
/// German, Italian, Portuguese or Spanish; 0 for any other word.
int month_of(std::string_view word);

/// True for an English name of a weekday or its first three letters.
bool is_weekday(std::string_view word);

}  // namespace binet::detail
