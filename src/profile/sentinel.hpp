#pragma once

#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"

#include <string>

namespace binet {

/// A number as -999 or 999999999 that several cells of a numeric column have, far from all others, most likely stands
/// for a missing value: "2 cells are 999999999, the others from 1 to 80; --missing 999999999 reads them as missing"; else empty.
std::string sentinel_among_numbers(const Table&, const Column&);

/// False if no such number is the least or largest of the column.
bool may_hold_sentinel(const ColumnSchema&);

}  // namespace binet
