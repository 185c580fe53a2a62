#pragma once

#include "cli/command_parser.hpp"

#include <string>

namespace binet {

/// The greatest number of threads that a flag accepts.
constexpr int kMostThreads = 4096;

/// --threads N of the commands that read a model. `train` and the like take it from their config.
inline void add_threads_flag(CommandParser app, int& threads) {
  app.add_option("--threads", threads, "number of threads; 0: one per processor").in_range(0, kMostThreads);
}

/// -q, --quiet; `left` says what is printed even then: "only errors".
inline void add_quiet_flag(CommandParser app, bool& quiet, const std::string& left) {
  app.add_flag("-q,--quiet", quiet, "print " + left);
}

/// The same with --no-progress, for commands that train.
inline void add_progress_flags(CommandParser app, bool& quiet, bool& no_progress, const std::string& left) {
  add_quiet_flag(app, quiet, left);
  app.add_flag("--no-progress", no_progress, "show no progress");
}

}  // namespace binet
