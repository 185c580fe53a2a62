#include "cli/progress.hpp"

#include "base/interrupt.hpp"
#include "base/number_text.hpp"
#include "base/printable.hpp"
#include "binet/base/error.hpp"
#include "cli/text_layout.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <iostream>

namespace binet {
std::string duration_text(double seconds) {
  const long whole = std::lround(std::max(0.0, seconds));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

namespace {

constexpr std::chrono::milliseconds kRedrawAfter{100};

std::string four_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", value);
  return text;
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string losses_text(const EpochRecord& record) {
  std::string text = "loss " + four_digits(record.loss);
  if (!std::isnan(record.validation_loss)) text += "  validation " + four_digits(record.validation_loss);
  return text;
}

/// "epoch 31/100", in an ensemble "network 7 of 20, epoch 31/100".
std::string epoch_text(const EpochRecord& record, int epochs) {
  const std::string epoch = "epoch " + std::to_string(record.epoch) + "/" + std::to_string(epochs);
  if (record.networks < 2) return epoch;
  return "network " + std::to_string(record.network) + " of " + std::to_string(record.networks) + ", " + epoch;
}

/// Shortest digits that read back the same; JSON has no NaN, so it is null.
std::string json_number(double value) {
  return std::isfinite(value) ? shortest_digits(value) : "null";
}

}  // namespace

void TimeLeft::start(int epoch, double now) {
  first_epoch_ = epoch;
  started_ = now;
  end_.reset();
}

std::optional<double> TimeLeft::after(int epoch, int epochs, double now) {
  const int done = epoch - first_epoch_;
  if (done < 2 || now - started_ < 0.5) return std::nullopt;
  const double end = now + (now - started_) / done * std::max(0, epochs - epoch);
  end_ = end_ ? *end_ + 0.2 * (end - *end_) : end;
  return std::max(0.0, *end_ - now);
}

Progress::Progress(const ProgressOptions& options)
    : quiet_(options.quiet),
      style_(options.quiet || options.no_progress ? Style::silent
             : is_drawing_terminal(STDERR_FILENO) ? Style::bar
                                                  : Style::lines),
      log_(options.log, options.log_start) {}

Progress::~Progress() {
  finish();
}

void Progress::note(const std::string& sentence) {
  if (quiet_) return;
  finish();
  std::cerr << printable(sentence) + "\n";
}

void Progress::epoch(const EpochRecord& record, int epochs) {
  log_epoch(record);
  if (last_epoch_ == 0 || record.epoch <= last_epoch_) {  // another run has begun
    tenths_printed_ = 0;
    time_left_.start(record.epoch, seconds_now());
  }
  last_epoch_ = record.epoch;
  if (style_ == Style::bar) draw_bar(record, epochs);
  if (style_ == Style::lines) print_line(record, epochs);
}

void Progress::finish() {
  if (bar_drawn_) std::cerr << "\r\x1b[K" << std::flush;
  bar_drawn_ = false;
}

TrainingObserver Progress::observer() {
  return {.epoch = [this](const EpochRecord& record, int epochs) { epoch(record, epochs); },
          .stop_requested = stop_requested};
}

void Progress::draw_bar(const EpochRecord& record, int epochs) {
  const auto now = Clock::now();
  if (now - last_drawn_ < kRedrawAfter) return;
  last_drawn_ = now;
  bar_drawn_ = true;
  std::string text = "  " + epoch_text(record, epochs) + "  " + losses_text(record);
  const std::optional<double> left = time_left_.after(record.epoch, epochs, seconds_now());
  const bool counted_epochs = record.seconds > 0;  // a solver ends long before its limit of iterations
  if (left && counted_epochs) text += "  about " + duration_text(*left);
  const std::size_t width = terminal_width(STDERR_FILENO, kHelpWidth) - 1;  // the last column would wrap
  std::string line;
  if (text.size() + 12 <= width) {
    const std::size_t cells = std::min<std::size_t>(30, width - text.size() - 2);
    const std::size_t full = cells * static_cast<std::size_t>(record.epoch) / static_cast<std::size_t>(epochs);
    line = "[" + std::string(std::min(full, cells), '#') + std::string(cells - std::min(full, cells), '.') + "]";
  }
  line += text;
  std::cerr << "\r" << line.substr(0, width) << "\x1b[K" << std::flush;
}

void Progress::print_line(const EpochRecord& record, int epochs) {
  const int tenths = static_cast<int>(10LL * record.epoch / std::max(1, epochs));
  if (tenths <= tenths_printed_) return;
  tenths_printed_ = tenths;
  std::cerr << epoch_text(record, epochs) << "  " << losses_text(record) << "\n";
}

void Progress::log_epoch(const EpochRecord& record) {
  if (!log_.is_open()) return;
  const std::string line = "{\"epoch\": " + std::to_string(record.epoch) + ", \"loss\": " + json_number(record.loss) +
                           ", \"validation_loss\": " + json_number(record.validation_loss) +
                           ", \"gradient_norm\": " + json_number(record.gradient_norm) +
                           ", \"learning_rate\": " + json_number(record.learning_rate) +
                           ", \"seconds\": " + json_number(record.seconds) +
                           (more_members_ ? more_members_() : "") + "}";
  if (const std::string warning = log_.write_line(line); !warning.empty()) note(warning);
}

}  // namespace binet
