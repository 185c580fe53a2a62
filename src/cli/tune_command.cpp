#include "base/duration.hpp"
#include "base/interrupt.hpp"
#include "base/printable.hpp"
#include "base/setting_error.hpp"
#include "binet/base/parallel.hpp"
#include "binet/config/config_text.hpp"
#include "binet/modelfile/model_file.hpp"
#include "cli/command.hpp"
#include "cli/config_flags.hpp"
#include "cli/format_text.hpp"
#include "cli/model_summary.hpp"
#include "cli/run_flags.hpp"
#include "cli/training_tables.hpp"
#include "config/config_json.hpp"
#include "config/validate.hpp"
#include "io/log_file.hpp"
#include "io/output_file.hpp"
#include "io/run_files.hpp"
#include "train/tuning.hpp"
#include "train/validity_notes.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <iostream>

namespace binet {
namespace {

struct TuneFlags {
  explicit TuneFlags(CommandParser app) : config(app) {}
  ConfigFlags config;
  std::string budget, config_output;
  int trials = 0;
  bool quiet = false, no_progress = false;
};

/// One minute if no limit is given.
TuningBudget budget_of(const TuneFlags& flags) {
  TuningBudget budget{flags.trials, 0};
  if (flags.budget.empty()) {
    if (flags.trials == 0) budget.seconds = 60;
    return budget;
  }
  try {
    budget.seconds = parse_duration(flags.budget);
  } catch (const UsageError& error) {
    throw UsageError("--budget: " + std::string(error.what()));
  }
  return budget;
}

/// One line per step of a trial. It contains no times, so it is the same for the same seed.
class TrialLog {
 public:
  explicit TrialLog(const std::string& path) : file_(path, LogFile::Start::empty) {}

  void write(const Trial& trial) {
    if (!file_.is_open()) return;
    const Json line{{"trial", trial.number},
                    {"folds", trial.folds},
                    {"log_loss", trial.log_loss},
                    {"config", config_to_json_value(trial.config)}};
    if (const std::string warning = file_.write_line(line.dump()); !warning.empty()) std::cerr << warning << "\n";
  }

 private:
  LogFile file_;
};

std::string trial_name(const Trial& trial) {
  return format_text("trial %d (%s)", trial.number, trial.config.model.kind.c_str());
}

std::string outcome_of(const Trial& trial) {
  if (!std::isfinite(trial.log_loss)) return ": could not be trained\n";
  return format_text(": log loss %.4f on %d fold%s\n", trial.log_loss, trial.folds, trial.folds == 1 ? "" : "s");
}

/// The line on a trial that was best on the folds but not on fresh rows.
std::string refuted_line(const Tuning& tuning) {
  if (!tuning.refuted) return "";
  return format_text("%-12s%s: log loss %.4f on the folds, but %.4f on fresh rows\n", "Rejected",
                     trial_name(*tuning.refuted).c_str(), tuning.refuted->log_loss, *tuning.fresh_log_loss_of_trial);
}

std::string fresh_lines(const Tuning& tuning) {
  if (tuning.fresh_count == 0) return format_text("%-12snone; all rows took part in the search\n", "Fresh rows");
  std::string text = format_text("%-12slog loss %.4f ± %.4f on %td rows (%s)", "Fresh rows", tuning.fresh_log_loss,
                                 tuning.fresh_error, tuning.fresh_count, tuning.fresh_rows.c_str());
  if (!tuning.fresh_log_loss_of_trial) return text + "\n";
  return text + format_text("\n%-12seach half judges the settings that the other half keeps\n", "") +
         format_text("%-12sgiven settings %.4f, %s %.4f\n", "", tuning.fresh_log_loss_of_start,
                     trial_name(tuning.refuted ? *tuning.refuted : tuning.best).c_str(),
                     *tuning.fresh_log_loss_of_trial);
}

std::string print_tuning(const Tuning& tuning) {
  const bool start_is_best = tuning.best.number == 0;
  return format_text("%-12s%d; trial 0 has the given settings\n", "Trials", tuning.trials) +
         format_text("%-12s%s%s\n", "Best", trial_name(tuning.best).c_str(),
                     start_is_best && !tuning.refuted ? ": no trial beat the given settings" : "") +
         refuted_line(tuning) +
         format_text("%-12slog loss %.4f on %d folds (optimistic: used to choose it)\n", "Folds", tuning.best.log_loss,
                     tuning.best.folds) +
         fresh_lines(tuning);
}

void save_best(const Trial& trial, const Classifier& model, const TuneFlags& flags, const Config& config) {
  save_model(model, config.output.model);
  if (!flags.config_output.empty()) write_file(flags.config_output, config_to_json(trial.config) + "\n");
}

ExitStatus run_tune(const TuneFlags& flags) {
  TuningObserver observer;
  const Config config = flags.config.load_unvalidated();
  if (!config.data.sequence.empty()) {
    throw SettingError("data.sequence",
                       ": tune searches models of one row at a time; binet cv compares settings of an lstm or gru");
  }
  validate(config);
  set_thread_count(config.training.threads);
  const OutputPlace::Way way = OutputPlace(config.output.model).way;
  if (way == OutputPlace::Way::descriptor || way == OutputPlace::Way::straight) {
    throw SettingError("output.model", " " + config.output.model + ": tune saves several times; expected a file");
  }
  if (!config.data.valid.empty())
    throw SettingError("data.valid", " does not apply to tune, which holds out rows of the training file");
  RunFiles files;
  for (const std::string& more : config.data.more) files.reads(more, "the training data");
  files.reads(flags.config.config_path(), "the config")
      .reads(config.data.train, "the training data")
      .writes(config.output.model, "the model")
      .writes(config.output.log, "the log")
      .writes(flags.config_output, "the best settings")
      .check();
  for (const std::string& output : {config.output.model, config.output.log, flags.config_output}) {
    if (!output.empty()) check_writable(output);
  }
  const TuningBudget budget = budget_of(flags);
  const Table table = read_training_table(config);
  if (!flags.quiet) {
    for (const std::string& note : notes_on_data(config, table)) std::cerr << "note: " + printable(note) + "\n";
  }
  TrialLog log(config.output.log);
  const bool talks = !flags.quiet && !flags.no_progress;
  observer.stop_requested = stop_requested;
  observer.judged = [&](const Trial& trial) {
    log.write(trial);
    if (talks) std::cerr << trial_name(trial) << outcome_of(trial);
  };
  observer.better = [&](const Trial& trial, const Classifier& model) {
    save_best(trial, model, flags, config);
    if (talks) std::cerr << trial_name(trial) << " is the best so far; saved\n";
  };

  catch_interrupts();
  Tuning tuning = tune(config, table, budget, observer);
  finish_after_stop();
  if (tuning.interrupted) mark_as_interrupted(tuning.model);
  save_best(tuning.best, tuning.model, flags, config);
  if (!flags.quiet) {
    std::cout << print_tuning(tuning) << format_text("%-12s%s", "Model file", config.output.model.c_str())
              << (tuning.interrupted ? ", trained without the fresh rows\n" : "\n");
  }
  return tuning.interrupted ? ExitStatus::interrupted : ExitStatus::done;
}

}  // namespace

Action declare_tune(CommandParser app) {
  const auto flags = std::make_shared<TuneFlags>(app);
  app.add_option("--budget", flags->budget,
                 "time to search, e.g. 60s, 5m or 1h; default: 60s, or no limit with --trials")
      .type_name("TIME");
  app.add_option("--trials", flags->trials, "number of settings to try; the search is then the same on any machine")
      .in_range(1, 1000000);
  app.add_option("--config-out", flags->config_output, "file for the best settings, for train -c").type_name("FILE");
  add_progress_flags(app, flags->quiet, flags->no_progress, "only errors");
  return [flags] { return flags->config.run([&] { return run_tune(*flags); }); };
}

}  // namespace binet
