#pragma once

#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"

#include <string>
#include <vector>

namespace binet {

/// Rows that the page starts with.
struct PlaygroundData {
  const Table& table;
  TargetSchema target;
  std::vector<std::string> ignored;  ///< columns left out; the target need not be named
};

/// One HTML file in which a small network trains while one watches; it asks nothing of any network. `data` null: the
/// page starts with a toy data set. Of many rows, 2,000 evenly spaced ones are taken, fewer if columns are many. Rows
/// without a target are left out. Throws Error as read_target does, and if fewer than two rows are left.
std::string playground_page(const PlaygroundData* data);

}  // namespace binet
