#pragma once

#include "profile/hashed_table.hpp"
#include "binet/table/table.hpp"

#include <string>

namespace binet::detail {

/// A table with the cells of the target only; the other columns keep their names.
Table target_table(const HashedTable&, const std::string& target);

}  // namespace binet::detail
