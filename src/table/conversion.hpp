#pragma once

#include "table/chunk.hpp"

#include <optional>

namespace binet::detail {

/// Number of exact numbers that a conversion produces: one, and for dates also their parts.
Index conversion_width(const ColumnNotation&);

/// Converts the codes of a chunk's column to numbers, and those of dates also to codes of weekdays; empties the
/// dictionary. Returns the first text, if any, that is not in the planned notation; its cells are NaN.
std::optional<ParseError> convert_levels(const ReadPlan&, const Conversion&, Chunk&);

}  // namespace binet::detail
