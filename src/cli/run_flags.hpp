#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace binet {

/// The greatest number of threads that a flag accepts.
constexpr int kMostThreads = 4096;

/// --threads N of the commands that read a model. `train` and the like take it from their config.
inline void add_threads_flag(CLI::App& app, int& threads) {
  app.add_option("--threads", threads, "number of threads; 0: one per processor")->check(CLI::Range(0, kMostThreads));
}

/// -q, --quiet; `left` says what is printed even then: "only errors".
inline void add_quiet_flag(CLI::App& app, bool& quiet, const std::string& left) {
  app.add_flag("-q,--quiet", quiet, "print " + left);
}

/// The same with --no-progress, for commands that train.
inline void add_progress_flags(CLI::App& app, bool& quiet, bool& no_progress, const std::string& left) {
  add_quiet_flag(app, quiet, left);
  app.add_flag("--no-progress", no_progress, "show no progress");
}

}  // namespace binet
