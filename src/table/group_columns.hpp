#pragma once

#include "binet/table/table.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

// Columns that determine how rows are split into training and validation; they are not features.

/// A number for each row named, equal where the cells of the column are: texts as they stand, numbers by value.
/// Throws Error that names the line of a missing cell; `role` is what errors call the column.
std::vector<Index> read_groups(const Table&, const std::string& column, std::span<const Index> rows,
                               const char* role = "group");

/// The time of each given row: a number itself, or the seconds since 1970 of a date or date-time. Throws Error with
/// line and value of any other cell.
std::vector<double> read_times(const Table&, const std::string& column, std::span<const Index> rows,
                               const char* role = "time");

/// Seconds since 1970-01-01T00:00Z of an ISO 8601 date YYYY-MM-DD or date-time YYYY-MM-DD[T or blank]HH:MM[:SS[.FFF]],
/// in UTC unless it ends in ±HH:MM, ±HHMM or ±HH; empty for any other text.
std::optional<double> parse_date_time(std::string_view);

}  // namespace binet
