#pragma once

#include <functional>

namespace binet {

/// Calls `work` where the stack has room for it: here, or, where the limit (`ulimit -s`) is below a megabyte, on a thread
/// with a stack of two, as then every later thread has. What `work` throws is thrown here.
void run_with_enough_stack(const std::function<void()>& work);

}  // namespace binet
