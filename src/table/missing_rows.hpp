#pragma once

#include "binet/table/table.hpp"

#include <span>
#include <string>
#include <vector>

namespace binet {

/// The given rows without missing cells in any column except `not_features`: R's complete cases. If none is left,
/// throws Error naming the column with the fewest cells.
std::vector<Index> complete_rows(const Table&, std::span<const Index> rows, std::span<const std::string> not_features);

}  // namespace binet
