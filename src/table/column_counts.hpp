#pragma once

#include "binet/table/schema.hpp"

#include <string>

namespace binet::detail {

/// The used columns by kind: "4 numeric, 1 date, 2 categories". The parts of a date count as the date.
std::string column_counts(const Schema&);

}  // namespace binet::detail
