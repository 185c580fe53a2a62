#include "cli/interrupt.hpp"

#include <csignal>
#include <initializer_list>

namespace binet {
namespace {

volatile std::sig_atomic_t stop = 0;

void request_stop(int) {
  stop = 1;
}

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = request_stop;
  // RESETHAND: a second signal finds the default handler. RESTART: reads go on, only polled work stops.
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    sigaction(number, nullptr, &before);
    if (before.sa_handler != SIG_IGN) sigaction(number, &action, nullptr);  // under nohup it stays ignored
  }
}

bool stop_requested() {
  return stop != 0;
}

}  // namespace binet
