#include "base/interrupt.hpp"
#include "base/printable.hpp"
#include "binet/base/parallel.hpp"
#include "cli/command.hpp"
#include "cli/config_flags.hpp"
#include "cli/format_text.hpp"
#include "cli/text_layout.hpp"
#include "cli/training_tables.hpp"
#include "io/output_file.hpp"
#include "train/cross_validation_json.hpp"
#include "train/validity_notes.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>

namespace binet {
namespace {

struct CvFlags {
  explicit CvFlags(CLI::App& app) : config(app) {}
  ConfigFlags config;
  int folds = 5;
  bool json = false, quiet = false, no_progress = false;
};

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
      "base rate (always predicting that share): log_loss %.4f, brier %.4f\n\n"
      "  %-22s %9s   %-9s %9s\n",
      result.described.c_str(), counted(std::ssize(pooled.probability), example).c_str(),
      percentage(pooled.positive_share()).c_str(), pooled.base_log_loss(), pooled.base_brier(), "", "mean", "± error",
      "pooled");
  for (const Metric& metric : metrics()) {
    const CrossValidation::Summary summary = result.summarize(metric);
    const std::string error = std::isnan(summary.standard_error) ? "  " : "± " + number_or(summary.standard_error, "");
    text += format_text("  %-22s %9s ", std::string(metric.name).c_str(), number_or(summary.mean, "undefined").c_str()) +
            error + std::string(12 - std::min<std::size_t>(11, columns_of(error)), ' ') +
            format_text("%9s", number_or(metric.evaluate(pooled.view()), "undefined").c_str());
    const int folds = static_cast<int>(result.folds.size());
    if (summary.folds > 0 && summary.folds < folds) text += format_text("   %d of %d folds", summary.folds, folds);
    text += "\n";
  }
  return text;
}

ExitStatus run_cv(const CvFlags& flags) {
  const Config config = flags.config.load();
  if (!config.training.time_budget.empty()) throw UsageError("training.time_budget does not apply to cv, which trains each fold completely");
  set_thread_count(config.training.threads);
  const Table table = read_training_table(config);
  if (!flags.quiet) {
    for (const std::string& sentence : settings_without_effect(config)) std::cerr << sentence << '\n';
    for (const std::string& note : notes_on_data(config, table)) std::cerr << "note: " + printable(note) + "\n";
  }
  catch_interrupts();
  CrossValidationObserver observer;
  observer.stop_requested = stop_requested;
  if (!flags.quiet && !flags.no_progress) {
    observer.fold_done = [&](int fold, const ScoredRows& rows) {
      std::cerr << format_text("fold %d of %d: log loss %.4f\n", fold + 1, flags.folds,
                               metric("log_loss").evaluate(rows.view()));
    };
  }
  const CrossValidation result = cross_validate(config, table, flags.folds, observer);
  const bool sequences = !config.data.sequence.empty() && !config.data.predict_each;
  write_file("-", flags.json ? print_json(cross_validation_to_json(result)) + "\n"
                             : printable(print_cross_validation(result, sequences ? "sequence" : "row"), true));
  return ExitStatus::done;
}

}  // namespace

Action declare_cv(CLI::App& app) {
  const auto flags = std::make_shared<CvFlags>(app);
  app.add_option("-k,--folds", flags->folds, "number of folds")->capture_default_str()->check(CLI::Range(2, 1000));
  app.add_flag("--json", flags->json, "print one JSON object");
  app.add_flag("-q,--quiet", flags->quiet, "print only metrics and errors");
  app.add_flag("--no-progress", flags->no_progress, "show no progress");
  return [flags] { return run_cv(*flags); };
}

}  // namespace binet
