#pragma once

#include <string>
#include <vector>

namespace binet {

/// Four digits, or a dash for NaN.
std::string cell(double value);

/// A table as lines indented by two; the first row contains the headings. Columns are as wide as their widest cell; the
/// first is left-aligned, the others right-aligned. Control characters are escaped.
std::string print_table(std::vector<std::vector<std::string>> rows);

}  // namespace binet
