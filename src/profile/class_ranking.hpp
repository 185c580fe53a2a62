#pragma once

#include "profile/hashed_table.hpp"
#include "profile/key_groups.hpp"

#include <cstddef>
#include <span>

namespace binet::detail {

/// How well the numbers of a column alone tell the classes apart.
struct NumberRanking {
  double roc_auc;  ///< whichever way the column points: at least one half
  Index distinct;  ///< numbers
};
NumberRanking rank_numbers(const HashedTable&, std::size_t column, std::span<const RowClass>);

/// The same ROC AUC of levels ordered by their share of positives. `levels`: the column's cells.
double rank_levels(const HashedTable&, const BlockKeys& levels, std::span<const RowClass>);

/// The same of whether a cell is missing.
double rank_missing(const HashedTable&, std::size_t column, std::span<const RowClass>);

}  // namespace binet::detail
