#pragma once

#include "binet/table/table.hpp"

#include <vector>

namespace binet::detail {

/// Summaries over all rows of a block: one entry per exact slot, then one per slot of other numbers.
std::vector<NumericSummary> summarise(const TableBlock&, const std::vector<double>& offsets);

/// Number of cells that are not NaN, in the same order.
std::vector<double> count_numbers(const TableBlock&);

}  // namespace binet::detail
