#pragma once

#include "binet/table/table.hpp"
#include "table/formula.hpp"

#include <string>
#include <vector>

namespace binet {

/// The levels of an ordered category, from the lowest: those that the formula lists, or, where all levels are numbers,
/// these in ascending order. Throws UsageError for a column of numbers, for levels without an order, for a list that
/// lacks a level of the column, and for fewer than 2 or more than 50 levels.
std::vector<std::string> ordered_levels(const FormulaVariable&, const Column&);

}  // namespace binet
