#pragma once

#include "profile/hashed_table.hpp"
#include "profile/key_groups.hpp"

#include <optional>
#include <vector>

namespace binet::detail {

/// What is learned of keys by grouping them.
struct Grouping {
  Index distinct = 0;
  Index most = 0;                              ///< rows of the commonest key
  std::vector<CellKey> commonest;              ///< the keys with so many rows, ascending; not listed if it is one row
  std::vector<std::vector<CellKey>> repeated;  ///< of each part the keys of several rows, if asked for
};

Grouping group_by_hash(const HashedTable&, const BlockKeys&, const KeyParts&, bool list_repeated);

/// The first row whose key an earlier one has; none if no key is repeated. `repeated`: as Grouping has them.
std::optional<Index> first_repeat(const HashedTable&, const BlockKeys&, const KeyParts&,
                                  const std::vector<std::vector<CellKey>>& repeated);

}  // namespace binet::detail
