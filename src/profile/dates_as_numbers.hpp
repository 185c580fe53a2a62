#pragma once

#include <span>
#include <string>

namespace binet {

/// For whole numbers that may be dates: "may hold dates, as 20240131 for 2024-01-31", or "may hold seconds since 1970,
/// as 1697047936 for 2023-10-11"; milliseconds likewise. Empty if some number is no such date, all are equal or there
/// are fewer than ten. Dates are from 1900 to 2099, seconds and milliseconds from 1990 to 2039.
std::string dates_as_numbers(std::span<const double> numbers);

}  // namespace binet
