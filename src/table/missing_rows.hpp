#pragma once

#include "binet/table/table.hpp"

#include <span>
#include <string>
#include <vector>

namespace binet {

/// Of the rows named, those with a cell in every column but the ones in `not_features`: R's complete cases. Throws Error
/// that names the column with the fewest cells if none is left.
std::vector<Index> complete_rows(const Table&, std::span<const Index> rows, std::span<const std::string> not_features);

}  // namespace binet
