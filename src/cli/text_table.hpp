#pragma once

#include <string>
#include <vector>

namespace binet {

/// Four digits, or a dash where there is no number.
std::string cell(double value);

/// Rows of cells, the first row the heads, as lines indented by two: columns as wide as their widest cell, the first to
/// the left, the rest to the right. Control characters in them are spelt out.
std::string print_table(std::vector<std::vector<std::string>> rows);

}  // namespace binet
