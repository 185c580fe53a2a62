#pragma once

#include "profile/hashed_table.hpp"
#include "binet/table/table.hpp"

#include <string>

namespace binet::detail {

/// A table that has only the target. Throws UsageError, with the columns there are, if the target is not one of them.
Table target_table(const HashedTable&, const std::string& target);

}  // namespace binet::detail
