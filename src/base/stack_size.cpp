#include "base/stack_size.hpp"

#include <pthread.h>
#include <sys/resource.h>

#include <cstddef>
#include <exception>

namespace binet {
namespace {

constexpr std::size_t kEnough = std::size_t{1} << 20, kGiven = std::size_t{2} << 20;

struct Call {
  const std::function<void()>* work;
  std::exception_ptr error = nullptr;
};

void* run(void* argument) {
  Call& call = *static_cast<Call*>(argument);
  try {
    (*call.work)();
  } catch (...) {
    call.error = std::current_exception();
  }
  return nullptr;
}

}  // namespace

void run_with_enough_stack(const std::function<void()>& work) {
  rlimit limit{};
  const bool enough = ::getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= kEnough;
  pthread_attr_t attributes;
  if (enough || pthread_attr_init(&attributes) != 0) return work();
  pthread_attr_setstacksize(&attributes, kGiven);
#ifdef __GLIBC__
  pthread_setattr_default_np(&attributes);
#endif
  Call call{&work};
  pthread_t thread{};
  const bool started = pthread_create(&thread, &attributes, run, &call) == 0;
  pthread_attr_destroy(&attributes);
  if (!started) return work();
  pthread_join(thread, nullptr);
  if (call.error) std::rethrow_exception(call.error);
}

}  // namespace binet
