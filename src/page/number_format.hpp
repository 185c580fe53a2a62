#pragma once

#include <string>
#include <vector>

namespace binet {

// Numbers formatted for people on pages; page.js uses the same format.

/// Significant digits without trailing zeros: "0.0123", "1.5", "12,340", "1.2e-7"; "–" for NaN.
std::string number_text(double value, int digits = 4);

/// The same with the zeros that number_text leaves out, for numbers in one column: "0.350", "2.80".
std::string digits_text(double value, int digits);

/// So many decimals, with a typographic minus: "0.907"; "–" for NaN.
std::string fixed_text(double value, int decimals);

/// The decimals that show two digits of an error, at least 1 and at most 6; 3 if the error is unknown.
int error_decimals(double error);

/// "37.4%"; "100.0%" and "0.0%" only for exactly 1 and 0.
std::string share_text(double share);

/// "12,340", rounded; up to two decimals if row weights are not whole numbers.
std::string count_text(double count);

/// About `count` round numbers from low to high (Heckbert 1990, "Nice numbers for graph labels").
std::vector<double> axis_ticks(double low, double high, int count = 5);

/// Round numbers for a logarithmic axis: 1, 2, 5 times powers of ten, fewer over many decades; those of axis_ticks
/// where that would be one or two. Requires 0 < low < high.
std::vector<double> log_ticks(double low, double high);

}  // namespace binet
