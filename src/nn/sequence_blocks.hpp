#pragma once

#include "binet/features/features.hpp"

#include <vector>

namespace binet::detail {

/// Cuts examples that are sequences into blocks whose steps a layer lays out at one time: few enough to stay in cache,
/// unless one sequence is longer. Neighbours that begin with the same row share their steps.
std::vector<RowRange> sequence_blocks(const Features&);

}  // namespace binet::detail
