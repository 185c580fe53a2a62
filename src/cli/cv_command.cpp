#include "base/interrupt.hpp"
#include "base/printable.hpp"
#include "base/setting_error.hpp"
#include "binet/base/parallel.hpp"
#include "cli/command.hpp"
#include "cli/config_flags.hpp"
#include "cli/format_text.hpp"
#include "cli/learning_curve_text.hpp"
#include "cli/loss_text.hpp"
#include "cli/progress.hpp"
#include "cli/run_flags.hpp"
#include "cli/text_layout.hpp"
#include "cli/training_tables.hpp"
#include "eval/prediction_summary.hpp"
#include "io/output_file.hpp"
#include "train/cross_validation_json.hpp"
#include "train/validity_notes.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>

namespace binet {
namespace {

struct CvFlags {
  explicit CvFlags(CommandParser app) : config(app) {}
  ConfigFlags config;
  int folds = 5, repeats = 1;
  bool json = false, quiet = false, no_progress = false, learning_curve = false;
};

const char* example_noun(const Config& config) {
  return config.data.sequence.empty() || config.data.predict_each ? "row" : "sequence";
}

std::string number_or(double number, const char* undefined) {
  return std::isnan(number) ? undefined : format_text("%.4f", number + 0.0);
}

/// Width of a text with no other non-ASCII character than ±.
std::size_t columns_of(const std::string& text) {
  return text.size() - (text.find("±") == std::string::npos ? 0 : 1);
}

std::string print_cross_validation(const CrossValidation& result, const char* example) {
  const ScoredRows& pooled = result.pooled;
  std::string text = format_text(
      "%s: %s, %s positive\n"
      "base rate (always predicting that share): log_loss %s, brier %s\n\n"
      "  %-22s %9s   %-9s %9s\n",
      result.described.c_str(), counted(std::ssize(pooled.probability), example).c_str(),
      percentage(pooled.positive_share()).c_str(), loss_text(pooled.base_log_loss()).c_str(),
      loss_text(pooled.base_brier()).c_str(), "", "mean", "± error", "pooled");
  for (const Metric& metric : metrics()) {
    const CrossValidation::Summary summary = result.summarize(metric);
    const bool small = is_loss(metric) && is_small(summary.mean);
    const auto shown = [&](double number) {
      return small ? loss_text(number) : number_or(number, "undefined");
    };
    const char* const digits = small ? "± %.1e" : "± %.4f";
    const std::string error =
        std::isnan(summary.standard_error) ? "  " : format_text(digits, summary.standard_error);
    text +=
        format_text("  %-22s %9s ", std::string(metric.name).c_str(), shown(summary.mean).c_str()) +
        error + std::string(12 - std::min<std::size_t>(11, columns_of(error)), ' ') +
        format_text("%9s", shown(metric.evaluate(pooled.view())).c_str());
    const int folds = static_cast<int>(result.folds.size());
    if (summary.folds > 0 && summary.folds < folds) text += format_text("   %d of %d folds", summary.folds, folds);
    text += "\n";
  }
  return text;
}

/// A metric over the repeats of a cross-validation; NaN where undefined.
struct RepeatedMetric {
  double mean = 0;    ///< of the means over folds
  double error = 0;   ///< mean of the standard errors over folds
  double spread = 0;  ///< standard deviation of the means: what another deal of the folds changes
};

RepeatedMetric summarize_repeats(const std::vector<CrossValidation>& repeats, const Metric& metric) {
  const auto count = static_cast<double>(repeats.size());
  RepeatedMetric found;
  for (const CrossValidation& repeat : repeats) {
    const CrossValidation::Summary summary = repeat.summarize(metric);
    found.mean += summary.mean / count;
    found.error += summary.standard_error / count;
  }
  double squares = 0;
  for (const CrossValidation& repeat : repeats) {
    const double distance = repeat.summarize(metric).mean - found.mean;
    squares += distance * distance;
  }
  found.spread = std::sqrt(squares / (count - 1));
  return found;
}

std::string print_repeats(const std::vector<CrossValidation>& repeats) {
  std::string text = format_text("%td times %s, with seeds that follow one another\n\n  %-22s %9s  %9s  %9s\n",
                                 std::ssize(repeats), repeats.front().described.c_str(), "", "mean", "error", "spread");
  for (const Metric& metric : metrics()) {
    const RepeatedMetric found = summarize_repeats(repeats, metric);
    text += format_text("  %-22s %9s  %9s  %9s\n", std::string(metric.name).c_str(),
                        number_or(found.mean, "undefined").c_str(), number_or(found.error, "-").c_str(),
                        number_or(found.spread, "-").c_str());
  }
  return text +
         "\nerror: standard error over folds, mean of the repeats; spread: standard deviation of the\nmeans, "
         "which is what another deal of the folds changes\n";
}

std::string repeats_as_json(const std::vector<CrossValidation>& repeats) {
  Json document{{"repeats", repeats.size()},
                {"folds", repeats.front().folds.size()},
                {"validated_on", repeats.front().described},
                {"rows", repeats.front().pooled.probability.size()}};
  for (const Metric& metric : metrics()) {
    const RepeatedMetric found = summarize_repeats(repeats, metric);
    const std::string name(metric.name);
    document["mean"][name] = found.mean;
    document["standard_error"][name] = found.error;
    document["spread"][name] = found.spread;
  }
  for (const CrossValidation& repeat : repeats) document["by_repeat"].push_back(cross_validation_to_json(repeat));
  return print_json(document) + "\n";
}

/// Models trained so far, and the time left: after the first of them and after each tenth.
class FitProgress {
 public:
  void done(int count, int of) {
    const int tenths = 10 * count / of;
    if (count > 1 && tenths == tenths_) return;
    tenths_ = tenths;
    const double seconds = std::chrono::duration<double>(Clock::now() - started_).count();
    const double left = seconds / count * (of - count);
    std::cerr << format_text("model %d of %d", count, of)
              << (count < of ? ", about " + duration_text(std::ceil(left)) + " left\n" : "\n");
  }

 private:
  using Clock = std::chrono::steady_clock;

  Clock::time_point started_ = Clock::now();
  int tenths_ = 0;
};

ExitStatus run_learning_curve(const CvFlags& flags, const Config& config, const Table& table) {
  LearningCurveObserver observer;
  observer.stop_requested = stop_requested;
  FitProgress progress;
  if (!flags.quiet && !flags.no_progress) {
    observer.fit_done = [&progress](int done, int of) { progress.done(done, of); };
  }
  const LearningCurveByRows curve = learning_curve(config, table, flags.folds, observer);
  write_file("-", flags.json ? print_json(learning_curve_to_json(curve)) + "\n"
                             : printable(print_learning_curve(curve, example_noun(config)), true));
  return ExitStatus::done;
}

ExitStatus run_cv(const CvFlags& flags) {
  Config config = flags.config.load();
  if (!config.training.time_budget.empty() && !flags.learning_curve) {
    throw SettingError("training.time_budget",
                       " does not apply to cv, which trains each fold completely; "
                       "cv --learning-curve takes it");
  }
  check_writable("-");
  set_thread_count(config.training.threads);
  const Table table = read_training_table(config);
  if (!flags.quiet) {
    for (const std::string& sentence : settings_without_effect(config)) std::cerr << sentence << '\n';
    for (const std::string& note : notes_on_data(config, table)) std::cerr << "note: " + printable(note) + "\n";
  }
  catch_interrupts();
  if (flags.learning_curve) return run_learning_curve(flags, config, table);
  CrossValidationObserver observer;
  observer.stop_requested = stop_requested;
  if (!flags.quiet && !flags.no_progress) {
    observer.fold_done = [&](int fold, const ScoredRows& rows) {
      std::cerr << format_text("fold %d of %d: log loss %s\n", fold + 1, flags.folds,
                               loss_text(metric("log_loss").evaluate(rows.view())).c_str());
    };
  }
  std::vector<CrossValidation> repeats;
  for (int repeat = 0; repeat < flags.repeats; ++repeat, ++config.training.seed) {
    if (flags.repeats > 1 && observer.fold_done) {
      std::cerr << format_text("repeat %d of %d, seed %llu\n", repeat + 1, flags.repeats,
                               static_cast<unsigned long long>(config.training.seed));
    }
    repeats.push_back(cross_validate(config, table, flags.folds, observer));
  }
  if (flags.repeats > 1) {
    write_file("-", flags.json ? repeats_as_json(repeats) : printable(print_repeats(repeats), true));
    return ExitStatus::done;
  }
  const CrossValidation& result = repeats.front();
  write_file("-", flags.json ? print_json(cross_validation_to_json(result)) + "\n"
                             : printable(print_cross_validation(result, example_noun(config)), true));
  return ExitStatus::done;
}

}  // namespace

Action declare_cv(CommandParser app) {
  const auto flags = std::make_shared<CvFlags>(app);
  app.add_option("-k,--folds", flags->folds, "number of folds").shown_default().in_range(2, 1000);
  const Flag repeats = app.add_option("--repeats", flags->repeats,
                                              "number of cross-validations; each draws other folds, by the next seed")
                                   .shown_default()
                                   .in_range(1, 1000);
  app.add_flag(
         "--learning-curve", flags->learning_curve,
         "show log loss against the number of training rows, on held-out and on training rows, with 10, 20, 40, 70 "
         "and 100% of each fold's training rows. Takes about 2.4 times as long as cv for logistic regression, and up "
         "to 5 times for networks and auto; -k 3 takes less, and --time-budget 60s limits all models together")
      .excludes(repeats);
  app.add_flag("--json", flags->json, "print one JSON object");
  add_progress_flags(app, flags->quiet, flags->no_progress, "only metrics and errors");
  return [flags] { return flags->config.run([&] { return run_cv(*flags); }); };
}

}  // namespace binet
