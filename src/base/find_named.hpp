#pragma once

#include "binet/base/error.hpp"
#include "base/nearest_name.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {

/// The row of a family's table with this name. Throws UsageError that lists the known names.
template <class Row>
const Row& find_named(std::span<const Row> table, std::string_view family, std::string_view name) {
  std::vector<std::string_view> known;
  std::string list;
  for (const Row& row : table) {
    if (row.name == name) return row;
    known.push_back(row.name);
    list += (list.empty() ? "" : ", ") + std::string(row.name);
  }
  throw UsageError("unknown " + std::string(family) + " \"" + std::string(name) + "\": expected one of " + list +
                   did_you_mean(name, known));
}

}  // namespace binet::detail
