#pragma once

#include "table/chunk.hpp"

#include <span>

namespace binet::detail {

/// Gives every category column one list of levels, numbers by value and texts bytewise, and the chunks' codes places in it; counts the
/// cells of each level. The chunks' dictionaries are gone afterwards.
void unite_levels(std::span<Chunk> chunks, std::span<Column> columns);

}  // namespace binet::detail
