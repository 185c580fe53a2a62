#pragma once

#include "binet/base/types.hpp"

#include <numeric>
#include <vector>

namespace binet {

/// 0, 1, …, count − 1.
inline std::vector<Index> every_index(Index count) {
  std::vector<Index> indices(static_cast<std::size_t>(count));
  std::iota(indices.begin(), indices.end(), Index{0});
  return indices;
}

}  // namespace binet
