#pragma once

#include "binet/table/table.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace binet {

/// A number of 64 bits per row that is equal where rows are equal in all columns named; rows that differ in a cell have
/// equal ones once in 2^64 pairs or so. Numbers are compared as the table keeps them: relative to their column's offset
/// in single precision if it is a large one. With `portable`, rows of different tables may be compared.
std::vector<std::uint64_t> hash_rows(const Table&, std::span<const Column* const> columns, std::span<const Index> rows,
                                     bool portable = false);

/// Sets of two or more rows that are equal in all columns named, as places in `rows`: ascending within a set, and sets
/// by their first.
std::vector<std::vector<Index>> find_equal_rows(const Table&, std::span<const Column* const> columns,
                                                std::span<const Index> rows);

/// How many `rows` of one table are equal in all columns named to some row of `others`. Columns are found by name.
Index count_rows_among(const Table&, std::span<const Index> rows, const Table& others,
                       std::span<const Index> other_rows, std::span<const std::string> columns);

}  // namespace binet
