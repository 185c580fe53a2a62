#pragma once

#include "table/chunk.hpp"

#include <optional>

namespace binet::detail {

/// Exact numbers that a conversion makes: one, and of dates their parts.
Index conversion_width(const ColumnNotation&);

/// Turns the codes of a column of a chunk into numbers, and those of dates into codes of weekdays; its dictionary is
/// gone afterwards. The result is the first text, if any, that is not written as planned: its cells are NaN.
std::optional<ParseError> convert_levels(const ReadPlan&, const Conversion&, Chunk&);

}  // namespace binet::detail
