#pragma once

#include "binet/base/parallel.hpp"

#include <cstddef>
#include <vector>

namespace binet::detail {

inline constexpr Index kShardRows = Index{1} << 14;

/// Calls add(Sum&, RowRange) once per shard of [0, rows), in parallel, and adds the shards' sums with `+=` in order:
/// the same bits on any number of threads.
template <class Sum, class AddShard>
Sum sum_of_shards(std::size_t rows, AddShard&& add) {
  const Shards shards{static_cast<Index>(rows), kShardRows};
  std::vector<Sum> sums(static_cast<std::size_t>(shards.count()));
  parallel_for(shards.count(), [&](Index shard) { add(sums[static_cast<std::size_t>(shard)], shards[shard]); });
  Sum total{};
  for (const Sum& sum : sums) total += sum;
  return total;
}

/// The same with add(Sum&, row) once per row.
template <class Sum, class AddRow>
Sum sum_of_rows(std::size_t rows, AddRow&& add) {
  return sum_of_shards<Sum>(rows, [&](Sum& to, RowRange range) {
    Sum sum{};
    for (Index row = range.begin; row < range.end; ++row) add(sum, static_cast<std::size_t>(row));
    to = sum;
  });
}

}  // namespace binet::detail
