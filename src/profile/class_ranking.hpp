#pragma once

#include "profile/hashed_table.hpp"
#include "profile/key_groups.hpp"

#include <cstddef>
#include <span>

namespace binet::detail {

/// How well the numbers of one column alone separate the classes.
struct NumberRanking {
  double roc_auc;  ///< of the better direction: at least one half
  Index distinct;  ///< number of distinct values
};
NumberRanking rank_numbers(const HashedTable&, std::size_t column, std::span<const RowClass>);

/// The same ROC AUC for levels ordered by their share of positives. `levels`: the column's cells.
double rank_levels(const HashedTable&, const BlockKeys& levels, std::span<const RowClass>);

/// The same of whether a cell is missing.
double rank_missing(const HashedTable&, std::size_t column, std::span<const RowClass>);

}  // namespace binet::detail
