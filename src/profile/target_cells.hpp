#pragma once

#include "profile/hashed_table.hpp"
#include "binet/table/table.hpp"

#include <string>

namespace binet::detail {

/// A table of the target's cells alone; the other columns have their names.
Table target_table(const HashedTable&, const std::string& target);

}  // namespace binet::detail
