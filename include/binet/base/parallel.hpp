#pragma once

#include "binet/base/types.hpp"

#include <memory>
#include <type_traits>

namespace binet {

/// Sets how many threads parallel_for may use, the calling one included. 0: as many as the machine has.
/// The count never changes a result: work is cut into shards by the data's size alone, and sums run in shard order.
void set_thread_count(int count);
int thread_count();

namespace detail {
using Task = void (*)(void* context, Index index);
void run_parallel(Index count, void* context, Task task);
}  // namespace detail

/// Calls body(i) for every i in [0, count), on the pool; returns when all are done. Indices are handed out in order.
/// A call from inside a body of a loop of several runs on its own thread, in order. If bodies throw, the exception of
/// the lowest index is rethrown after all have finished.
template <class Body>
void parallel_for(Index count, Body&& body) {
  using Callable = std::remove_reference_t<Body>;
  detail::run_parallel(count, const_cast<void*>(static_cast<const void*>(std::addressof(body))),
                       [](void* context, Index index) { (*static_cast<Callable*>(context))(index); });
}

/// How [0, rows) is cut into shards of at most `shard_rows` rows. Depends on nothing but the two numbers.
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
