#include "base/interrupt.hpp"
#include "base/number_text.hpp"
#include "base/printable.hpp"
#include "binet/base/parallel.hpp"
#include "binet/modelfile/model_file.hpp"
#include "binet/train/recipe.hpp"
#include "cli/checkpoint_file.hpp"
#include "cli/command.hpp"
#include "cli/config_flags.hpp"
#include "cli/drift_warnings.hpp"
#include "cli/evaluation_plots.hpp"
#include "cli/format_text.hpp"
#include "cli/model_summary.hpp"
#include "cli/prediction_writer.hpp"
#include "cli/progress.hpp"
#include "cli/reading_flags.hpp"
#include "cli/resumed_outputs.hpp"
#include "cli/run_flags.hpp"
#include "cli/text_layout.hpp"
#include "cli/training_diagnosis.hpp"
#include "cli/training_tables.hpp"
#include "cli/update_flags.hpp"
#include "config/validate.hpp"
#include "io/output_file.hpp"
#include "io/run_files.hpp"
#include "json/json_layout.hpp"
#include "table/drift_counts.hpp"
#include "train/checkpoint.hpp"
#include "train/gradient_check.hpp"
#include "train/terms.hpp"

#include <unistd.h>

#include <chrono>
#include <functional>
#include <iostream>
#include <optional>

namespace binet {
namespace {

struct TrainFlags {
  explicit TrainFlags(CommandParser app) : config(app) {}
  ConfigFlags config;
  bool gradient_check = false, diagnose = false, plot = false, no_plot = false;
  std::string resume, from;
  ProgressOptions progress;
};

ExitStatus print_gradient_check(const Config& config) {
  const GradientCheck check = check_gradient(config, read_training_table(config));
  const std::optional<double> tolerance = gradient_tolerance(config);
  const bool wrong = tolerance && !(check.largest_relative_error <= *tolerance);
  const std::string verdict =
      !tolerance ? "not judged: inconclusive in single precision near the kink of relu: use a smooth activation or a "
                   "build with -DBINET_DOUBLE=ON"
                 : std::string(wrong ? "NOT within " : "within ") + shortest_digits(*tolerance);
  std::cout << format_text("Gradient check: largest relative error %.3g at %s, over %td parameters; ",
                           check.largest_relative_error, check.worst_parameter.c_str(), check.checked)
            << verdict << '\n';
  return wrong ? ExitStatus::failed : ExitStatus::done;
}

/// Saves the checkpoint of an interrupted run; removes that of a complete one.
void leave_checkpoint(const CheckpointStore& checkpoints, CheckpointFile& file, const Config& config,
                      bool interrupted) {
  if (!interrupted) return file.remove();
  if (file.path().empty() || !can_be_resumed(config)) {
    std::cerr << "interrupted; no checkpoint: "
              << (file.path().empty() ? "the model is not in a file of its own and --checkpoint is not given"
                                      : "a run with a time budget or --distill cannot be resumed")
              << '\n';
  } else if (file.write(checkpoints.checkpoint())) {
    std::cerr << "interrupted; binet train --resume " << file.path() << " continues the run\n";
  }
}

/// Warns if the validation file differs from the training data.
void warn_of_drift(const Classifier& model, const Table& validation) {
  detail::DriftCounts drift(model.schema);
  drift.add(drift.count(validation));
  print_drift_warnings(validation.source, drift_warnings(drift, model.drift, model.schema.rows));
}

Classifier train_with_progress(const Config& config, const Classifier* prior, const ProgressOptions& options,
                               TrainingDiagnosis* diagnosis, CheckpointStore& checkpoints,
                               std::vector<OutOfFoldRow>& out_of_fold) {
  const auto started = std::chrono::steady_clock::now();
  const Config reading = prior != nullptr ? with_columns_of(*prior, config) : config;
  Table training = read_training_table(reading);
  if (prior != nullptr) prepare_terms_of(*prior, training);
  const std::optional<Table> validation = read_validation_table(reading, training);
  Progress progress(options);
  TrainingRun run{progress.observer(), can_be_resumed(config) ? &checkpoints : nullptr, started, prior};
  if (!config.output.out_of_fold.empty()) {
    run.observer.out_of_fold = [&out_of_fold](const std::vector<OutOfFoldRow>& rows) { out_of_fold = rows; };
  }
  if (diagnosis != nullptr) {
    diagnosis->watch(run.observer);
    progress.add_to_log([diagnosis] { return diagnosis->log_members(); });
  }
  Classifier model = train(config, std::move(training), validation ? &*validation : nullptr, run);
  progress.finish();
  if (validation && !options.quiet) warn_of_drift(model, *validation);
  return model;
}

/// The checkpoint with the outputs named on the command line.
Checkpoint load_resumed_run(const TrainFlags& flags) {
  std::optional<std::string> model, log;
  bool others_given = !flags.config.config_path().empty();
  for (const Assignment& given : flags.config.assignments()) {
    if (given.key == "output.model" && !given.json)
      model = given.value;
    else if (given.key == "output.log" && !given.json)
      log = given.value;
    else
      others_given = true;
  }
  if (others_given) throw UsageError("--resume: the settings are in the checkpoint; only -o and --log may be given");
  Checkpoint checkpoint = load_checkpoint(flags.resume);
  OutputConfig& output = checkpoint.config.output;
  output.model = model.value_or(output.model);
  output.log = log.value_or(output.log);
  check_resumed_outputs(checkpoint, flags.resume, model.has_value(), log.has_value());
  return checkpoint;
}

Checkpoint start_of_run(const TrainFlags& flags) {
  if (!flags.resume.empty() && !flags.from.empty()) throw UsageError("--resume and --from cannot be combined");
  return flags.resume.empty() ? Checkpoint{flags.config.load(), "", {}} : load_resumed_run(flags);
}

/// "row,fold,probability,target", one line per judged row.
std::string out_of_fold_text(const std::vector<OutOfFoldRow>& rows, const TargetSchema& target) {
  std::string text = "row,fold,probability,target\n";
  for (const OutOfFoldRow& row : rows) {
    text += std::to_string(row.row) + "," + (row.fold > 0 ? std::to_string(row.fold) : "") + ",";
    append_shortest(row.probability, text);
    text += ",";
    append_field(row.positive ? target.positive : target.negative, ',', text);
    text += "\n";
  }
  return text;
}

void write_out_of_fold(const std::string& path, const std::vector<OutOfFoldRow>& rows, const Classifier& model,
                       bool quiet) {
  if (path.empty()) return;
  if (rows.empty() && !quiet)
    std::cerr << "note: no training row was held out: " << shown_name(path) << " has no predictions\n";
  write_file(path, out_of_fold_text(rows, model.schema.target));
}

/// Model, log, predictions and summary each need a stream of their own: the summary moves to standard error.
bool summary_on_errors(const OutputConfig& output) {
  return OutputPlace(output.model).is_stream(STDOUT_FILENO) ||
         (!output.log.empty() && OutputPlace(output.log).is_stream(STDOUT_FILENO)) ||
         (!output.out_of_fold.empty() && OutputPlace(output.out_of_fold).is_stream(STDOUT_FILENO));
}

/// The summary; below it, on a terminal or where they are asked for, the plots; then the diagnosis, if there is one.
void print_result(const TrainFlags& flags, const Config& config, const Classifier& model,
                  const std::string& diagnosis) {
  const bool on_errors = summary_on_errors(config.output);
  const int descriptor = on_errors ? STDERR_FILENO : STDOUT_FILENO;
  std::ostream& out = on_errors ? std::cerr : std::cout;
  out << printable(
      print_summary(model) + format_text("%-12s", "Model file") + OutputPlace(config.output.model).name + "\n", true);
  if (!flags.no_plot && (flags.plot || is_drawing_terminal(descriptor))) {
    const std::string plots = training_plots(model, terminal_width(descriptor, kHelpWidth));
    if (!plots.empty()) out << "\n" << plots;
  }
  out << diagnosis;
}

void check_files(const TrainFlags& flags, const Config& config) {
  RunFiles files;
  files.reads(flags.config.config_path(), "the config")
      .reads(flags.resume, "the checkpoint to resume")
      .reads(flags.from, "the model to update")
      .reads(config.data.train, "the training data")
      .reads(config.data.valid, "the validation data")
      .reads(config.model.weights.starts_with('{') ? "" : config.model.weights, "the initial weights")
      .writes(config.output.model, "the model")
      .writes(config.output.log, "the log")
      .writes(config.output.out_of_fold, "the held-out predictions");
  if (flags.resume.empty()) files.writes(config.output.checkpoint, "the checkpoint");
  for (const std::string& more : config.data.more) files.reads(more, "the training data");
  if (!flags.progress.quiet && !summary_on_errors(config.output)) files.writes_stream(STDOUT_FILENO, "the summary");
  files.check();
  check_writable(config.output.model);
  for (const std::string& more : {config.output.log, config.output.out_of_fold}) {
    if (!more.empty()) check_writable(more);
  }
}

ExitStatus run_train(const TrainFlags& flags) {
  Checkpoint start = start_of_run(flags);
  std::optional<Classifier> prior;
  if (!flags.from.empty()) prior = load_prior(flags.from, start.config);
  const Config& config = start.config;
  set_thread_count(config.training.threads);
  if (flags.gradient_check) return print_gradient_check(config);
  ProgressOptions progress = flags.progress;
  progress.log = config.output.log;
  progress.log_start = flags.resume.empty() ? LogFile::Start::empty : LogFile::Start::append;
  check_files(flags, config);
  CheckpointFile checkpoint_file(config, flags.resume);
  std::optional<TrainingDiagnosis> diagnosis;
  if (flags.diagnose) diagnosis.emplace(config);
  std::function<void(const Checkpoint&)> write;
  if (checkpoint_file.is_kept()) {
    write = [&](const Checkpoint& checkpoint) { checkpoint_file.write(checkpoint); };
  }
  CheckpointStore checkpoints(start, config.output.checkpoint_seconds, write);

  catch_interrupts();
  std::vector<OutOfFoldRow> out_of_fold;
  Classifier model = train_with_progress(config, prior ? &*prior : nullptr, progress, diagnosis ? &*diagnosis : nullptr,
                                         checkpoints, out_of_fold);
  const bool interrupted = finish_after_stop();
  if (interrupted) mark_as_interrupted(model);
  save_model(model, config.output.model);
  write_out_of_fold(config.output.out_of_fold, out_of_fold, model, progress.quiet);
  leave_checkpoint(checkpoints, checkpoint_file, config, interrupted);
  if (!progress.quiet) print_result(flags, config, model, diagnosis ? diagnosis->print() : "");
  return interrupted ? ExitStatus::interrupted : ExitStatus::done;
}

}  // namespace

Action declare_train(CommandParser app) {
  const auto flags = std::make_shared<TrainFlags>(app);
  app.add_flag("--gradcheck", flags->gradient_check, "do not train; compare the network's gradient with a numeric one");
  app.add_flag("--diagnose", flags->diagnose,
               "after the summary, show gradients, saturation, dead units and mean outputs per layer of the mlp; "
               "also per epoch in the --log");
  const Flag plot = app.add_flag("--plot", flags->plot,
                                   "below the summary, draw losses by epoch, calibration and ROC curve of held-out "
                                   "rows; the default on a terminal");
  app.add_flag("--no-plot", flags->no_plot, "draw nothing, also on a terminal").excludes(plot);
  app.add_option("--resume", flags->resume,
                 "resume an interrupted run from its checkpoint; gives the same model; only -o and --log may be given "
                 "with it")
      .type_name("FILE");
  app.add_option(
         "--from", flags->from,
         "update this model with new rows instead of training from scratch: its columns, levels and scaling stay; "
         "the coefficients of logistic regression are updated, any other model is recalibrated")
      .type_name("MODEL");
  add_progress_flags(app, flags->progress.quiet, flags->progress.no_progress, "only errors");
  plot.excludes("--quiet");
  return [flags] { return flags->config.run([&] { return run_train(*flags); }); };
}

}  // namespace binet
