#pragma once

#include "base/nearest_name.hpp"
#include "base/text_list.hpp"
#include "binet/base/error.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// Finds the row of a table by its `name`. Throws UsageError `unknown FAMILY "NAME": expected one of …`, with the
/// nearest known name.
template <class Row>
const Row& find_named(std::span<const Row> table, std::string_view family, std::string_view name) {
  const auto found = std::ranges::find(table, name, &Row::name);
  if (found != table.end()) return *found;
  std::vector<std::string_view> known;
  for (const Row& row : table) known.push_back(row.name);
  throw UsageError("unknown " + std::string(family) + " \"" + std::string(name) + "\": expected one of " +
                   joined(known) + did_you_mean(name, known));
}

}  // namespace binet
