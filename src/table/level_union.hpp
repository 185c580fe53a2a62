#pragma once

#include "table/chunk.hpp"

#include <span>

namespace binet::detail {

/// Gives every category column one list of levels (numbers by value, texts in byte order), maps the chunks' codes to
/// it, and counts the cells of each level. Empties the chunks' dictionaries.
void unite_levels(std::span<Chunk> chunks, std::span<Column> columns);

}  // namespace binet::detail
