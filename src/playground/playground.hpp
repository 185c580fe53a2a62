#pragma once

#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"

#include <string>
#include <vector>

namespace binet {

/// The initial rows of the page.
struct PlaygroundData {
  const Table& table;
  TargetSchema target;
  std::vector<std::string> ignored;  ///< columns left out; the target need not be named
};

/// One HTML file that shows a small network while it trains; it makes no network requests. If `data` is null, the page
/// starts with a toy data set. At most 2,000 evenly spaced rows are used, fewer if there are many columns. Rows without
/// a target are left out. Throws Error as read_target(), and if fewer than two rows are left.
std::string playground_page(const PlaygroundData* data);

}  // namespace binet
