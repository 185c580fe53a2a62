#include "base/paged_vector.hpp"

#include "binet/base/parallel.hpp"

#include <numeric>

namespace binet {

PagedVector<Index> row_numbers(Index count) {
  constexpr Index kShardRows = Index{1} << 18;  // the entries of a large page, which one thread should write first
  PagedVector<Index> rows(static_cast<std::size_t>(count));
  const Shards shards{count, kShardRows};
  parallel_for(shards.count(), [&](Index s) {
    std::iota(rows.begin() + shards[s].begin, rows.begin() + shards[s].end, shards[s].begin);
  });
  return rows;
}

}  // namespace binet
