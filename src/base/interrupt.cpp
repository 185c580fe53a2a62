#include "base/interrupt.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <initializer_list>

namespace binet {
namespace {

constexpr long kSameRequest = 333'000'000;  ///< nanoseconds

std::atomic<int> first_signal{0};
std::atomic<bool> finishing{false};
long first_at = 0;  ///< written once, before first_signal
int wake_pipe[2] = {-1, -1};

long nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

/// Async-signal-safe.
void request_stop(int number) {
  const int saved_errno = errno;
  if (first_signal == 0) {
    first_at = nanoseconds();
    first_signal = number;
    static_cast<void>(!::write(wake_pipe[1], "", 1));  // never read: the pipe stays readable
  } else if (nanoseconds() - first_at > kSameRequest) {
    std::signal(number, SIG_DFL);
    static_cast<void>(raise(number));
  }
  errno = saved_errno;
}

}  // namespace

void catch_interrupts() {
  if (wake_pipe[0] < 0 && ::pipe2(wake_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
    return;  // signals keep their default
             // actions
  struct sigaction action {};
  action.sa_handler = request_stop;
  action.sa_flags = SA_RESTART;  // only polls need to wake
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&action.sa_mask, number);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    sigaction(number, nullptr, &before);
    if (before.sa_handler != SIG_IGN) sigaction(number, &action, nullptr);
  }
}

bool stop_requested() {
  return first_signal != 0;
}

int stop_signal() {
  return first_signal;
}

bool finish_after_stop() {
  finishing = stop_requested();
  return finishing;
}

int stop_descriptor() {
  return finishing ? -1 : wake_pipe[0];
}

}  // namespace binet
