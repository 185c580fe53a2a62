#pragma once

#include <functional>

namespace binet {

/// Calls `work` with enough stack: on this thread, or, if the limit (`ulimit -s`) is below 1 MB, on a thread with 2 MB,
/// as all later threads then have. Rethrows what `work` throws.
void run_with_enough_stack(const std::function<void()>& work);

}  // namespace binet
