#pragma once

#include "binet/train/recipe.hpp"
#include "io/log_file.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace binet {

struct ProgressOptions {
  bool quiet = false;        ///< print errors only
  bool no_progress = false;  ///< print notes, but no progress
  LogFile::Start log_start = LogFile::Start::empty;
  std::string log = "";      ///< JSON lines file, one object an epoch; empty: none; "-": standard output
};

/// 45 s, 3 min 20 s, 2 h 5 min.
std::string duration_text(double seconds);

/// The time until the last epoch, from the time the epochs so far have taken. It changes slowly: of a new value, a
/// fifth counts per call.
class TimeLeft {
 public:
  /// Another run begins after this epoch; the time of an epoch is measured from there.
  void start(int epoch, double now);
  /// Seconds left, at `now` seconds on any clock; empty while fewer than two epochs or half a second have passed.
  std::optional<double> after(int epoch, int epochs, double now);

 private:
  int first_epoch_ = 0;
  double started_ = 0;
  std::optional<double> end_;
};

/// Shows a run on standard error: notes at once; on a terminal one progress bar with loss, validation loss and
/// remaining time; otherwise a line after each tenth of the run.
class Progress {
 public:
  /// Throws Error if the log cannot be opened.
  explicit Progress(const ProgressOptions&);
  ~Progress();  ///< finishes
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void note(const std::string& sentence);
  void epoch(const EpochRecord&, int epochs);
  /// Removes the bar. Later output starts on an empty line.
  void finish();

  /// Adds members to each line of the log: the text that `members` returns, as `, "name": value`.
  void add_to_log(std::function<std::string()> members) { more_members_ = std::move(members); }
  /// An observer that forwards to this object; stop_requested is the user's interrupt.
  TrainingObserver observer();

 private:
  enum class Style { silent, lines, bar };
  using Clock = std::chrono::steady_clock;

  void draw_bar(const EpochRecord&, int epochs);
  void print_line(const EpochRecord&, int epochs);
  void log_epoch(const EpochRecord&);

  bool quiet_;
  Style style_;
  LogFile log_;
  std::function<std::string()> more_members_;
  bool bar_drawn_ = false;
  Clock::time_point last_drawn_{};
  int tenths_printed_ = 0;
  int last_epoch_ = 0;
  TimeLeft time_left_;
};

}  // namespace binet
