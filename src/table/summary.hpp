#pragma once

#include "binet/table/table.hpp"

#include <vector>

namespace binet::detail {

/// One entry a slot of kind exact, then one a slot of the other numbers, of all rows of a block.
std::vector<NumericSummary> summarise(const TableBlock&, const std::vector<double>& offsets);

/// Cells that are not NaN, in the same order.
std::vector<double> count_numbers(const TableBlock&);

}  // namespace binet::detail
