#pragma once

#include "binet/table/table.hpp"

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace binet {

/// A 64-bit number per row that is equal for rows with equal cells in all given columns; about one in 2^64 pairs of
/// different rows has equal numbers. Numbers are compared as the table stores them: in a large table relative to the
/// column's offset in single precision. With `portable`, rows of different tables can be compared.
std::vector<std::uint64_t> hash_rows(const Table&, std::span<const Column* const> columns, std::span<const Index> rows,
                                     bool portable = false);

/// Extends a hash by a number; missing numbers are equal.
std::uint64_t hash_with(std::uint64_t hash, double number);

struct HashedRow {
  std::uint64_t hash;
  Index place;  ///< in a list of hashes
  auto operator<=>(const HashedRow&) const = default;
};

/// Hashes that occur more than once, and a few others, ordered by hash and then by place.
std::vector<HashedRow> repeated_hashes(const std::vector<std::uint64_t>& hashes);

/// Sets of two or more rows that are equal in all given columns, as positions in `rows`: ascending within a set; sets
/// are ordered by their first row.
std::vector<std::vector<Index>> find_equal_rows(const Table&, std::span<const Column* const> columns,
                                                std::span<const Index> rows);

/// The number of `rows` of one table that equal some row of `others` in all given columns. Columns are found by name.
Index count_rows_among(const Table&, std::span<const Index> rows, const Table& others,
                       std::span<const Index> other_rows, std::span<const std::string> columns);

}  // namespace binet
