#pragma once

#include <string>
#include <vector>

namespace binet {

// Numbers as people read them on pages; page.js formats alike.

/// Significant digits without needless zeros: "0.0123", "1.5", "12,340", "1.2e-7"; "–" for NaN.
std::string number_text(double value, int digits = 4);

/// "37.4%"; never "100.0%" or "0.0%" for a share that is neither.
std::string share_text(double share);

/// "12,340", rounded; with up to two decimals where row weights are no whole numbers.
std::string count_text(double count);

/// Round numbers from low to high, about `count` of them (Heckbert 1990, "Nice numbers for graph labels").
std::vector<double> axis_ticks(double low, double high, int count = 5);

/// Round numbers on a logarithmic axis: 1, 2, 5 times powers of ten, fewer over many decades. 0 < low < high.
std::vector<double> log_ticks(double low, double high);

}  // namespace binet
