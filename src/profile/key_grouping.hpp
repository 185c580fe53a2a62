#pragma once

#include "profile/hashed_table.hpp"
#include "profile/key_groups.hpp"

#include <optional>
#include <vector>

namespace binet::detail {

/// The result of grouping keys.
struct Grouping {
  Index distinct = 0;
  Index most = 0;                              ///< number of rows of the most frequent key
  std::vector<CellKey> commonest;              ///< the keys with this number of rows, ascending; empty if it is one
  std::vector<std::vector<CellKey>> repeated;  ///< per part, the keys of several rows, if requested
};

Grouping group_by_hash(const HashedTable&, const BlockKeys&, const KeyParts&, bool list_repeated);

/// The first row whose key occurs in an earlier row; empty if all keys are unique. `repeated`: as in Grouping.
std::optional<Index> first_repeat(const HashedTable&, const BlockKeys&, const KeyParts&,
                                  const std::vector<std::vector<CellKey>>& repeated);

}  // namespace binet::detail
