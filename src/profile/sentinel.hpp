#pragma once

#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"

#include <string>

namespace binet {

/// For a numeric column in which several cells hold a number such as -999 or 999999999, far from all others, which
/// probably means missing: "2 cells are 999999999, the others from 1 to 80; --missing 999999999 reads them as missing";
/// otherwise empty.
std::string sentinel_among_numbers(const Table&, const Column&);

/// False if neither the minimum nor the maximum of the column is such a number.
bool may_hold_sentinel(const ColumnSchema&);

}  // namespace binet
