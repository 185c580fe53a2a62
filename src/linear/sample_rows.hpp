#pragma once

#include "binet/base/types.hpp"
#include "binet/math/random.hpp"

#include <vector>

namespace binet::detail {

/// A stratified sample of [0, rows), in order: one row drawn from each of `count` equal stretches.
inline std::vector<Index> sample_rows(Index rows, Index count) {
  Random random(1);
  std::vector<Index> sample(static_cast<std::size_t>(count));
  for (Index i = 0; i < count; ++i) {
    const Index begin = rows * i / count, end = rows * (i + 1) / count;
    sample[static_cast<std::size_t>(i)] = begin + random.below(end - begin);
  }
  return sample;
}

}  // namespace binet::detail
