#pragma once

#include "binet/base/types.hpp"

#include <memory>
#include <type_traits>

namespace binet {

/// Sets how many threads parallel_for may use, including the calling one; 0: all cores. The number never changes a
/// result: the data's size alone determines the shards of work, and sums are added in shard order.
void set_thread_count(int count);
int thread_count();

namespace detail {
using Task = void (*)(void* context, Index index);
void run_parallel(Index count, void* context, Task task);
}  // namespace detail

/// Calls body(i) for every i in [0, count) on the thread pool and returns when all calls have finished. Indices are
/// handed out in order. A nested call runs serially on its own thread, unless the outer loop has only one index. If
/// calls throw, the exception of the lowest index is rethrown after all have finished.
template <class Body>
void parallel_for(Index count, Body&& body) {
  using Callable = std::remove_reference_t<Body>;
  detail::run_parallel(count, const_cast<void*>(static_cast<const void*>(std::addressof(body))),
                       [](void* context, Index index) { (*static_cast<Callable*>(context))(index); });
}

/// Divides [0, rows) into shards of at most `shard_rows` rows. The division depends only on these two numbers.
struct Shards {
  Index rows = 0;
  Index shard_rows = 1;
  Index count() const { return (rows + shard_rows - 1) / shard_rows; }
  RowRange operator[](Index shard) const {
    const Index begin = shard * shard_rows;
    return {begin, begin + shard_rows < rows ? begin + shard_rows : rows};
  }
};

}  // namespace binet
