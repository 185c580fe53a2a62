#include "base/number_text.hpp"
#include "binet/base/parallel.hpp"
#include "binet/json/json_layout.hpp"
#include "binet/modelfile/model_file.hpp"
#include "binet/train/recipe.hpp"
#include "cli/command.hpp"
#include "cli/config_flags.hpp"
#include "cli/drift_warnings.hpp"
#include "cli/format_text.hpp"
#include "cli/interrupt.hpp"
#include "cli/model_summary.hpp"
#include "cli/progress.hpp"
#include "cli/training_diagnosis.hpp"
#include "cli/training_tables.hpp"
#include "config/validate.hpp"
#include "io/output_file.hpp"
#include "table/drift_counts.hpp"
#include "train/checkpoint.hpp"
#include "train/gradient_check.hpp"

#include <chrono>
#include <cstdio>
#include <functional>
#include <iostream>
#include <optional>

namespace binet {
namespace {

struct TrainFlags {
  explicit TrainFlags(CLI::App& app) : config(app) {}
  ConfigFlags config;
  bool gradient_check = false, diagnose = false;
  std::string resume;
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

/// Where an interrupted run leaves its checkpoint; empty: nowhere.
std::string checkpoint_path(const OutputConfig& output) {
  if (!output.checkpoint.empty() || output.model == "-") return output.checkpoint;
  return output.model + ".checkpoint";
}

/// Writes the checkpoint of an interrupted run; removes that of a complete one, which has no further use.
void leave_checkpoint(const CheckpointStore& checkpoints, const Config& config) {
  const std::string path = checkpoint_path(config.output);
  if (!stop_requested()) {
    if (!config.output.checkpoint.empty()) std::remove(path.c_str());
    return;
  }
  if (path.empty() || !can_be_resumed(config)) {
    std::cerr << "interrupted; no checkpoint: "
              << (path.empty() ? "the model is on standard output and --checkpoint is not given"
                               : "a run with a time budget or --distill cannot be resumed")
              << '\n';
    return;
  }
  write_file(path, print_checkpoint(checkpoints.checkpoint()));
  std::cerr << "interrupted; binet train --resume " << path << " continues the run\n";
}

/// Says where the validation file is unlike the training data.
void warn_of_drift(const Classifier& model, const Table& validation) {
  detail::DriftCounts drift(model.schema);
  drift.add(drift.count(validation));
  print_drift_warnings(validation.source, drift_warnings(drift, {}, model.schema.rows));
}

Classifier train_with_progress(const Config& config, const ProgressOptions& options, TrainingDiagnosis* diagnosis,
                               CheckpointStore& checkpoints) {
  const auto started = std::chrono::steady_clock::now();
  Table training = read_training_table(config);
  const std::optional<Table> validation = read_validation_table(config);
  Progress progress(options);
  TrainingRun run{progress.observer(), can_be_resumed(config) ? &checkpoints : nullptr, started};
  if (diagnosis != nullptr) diagnosis->watch(run.observer);
  Classifier model = train(config, std::move(training), validation ? &*validation : nullptr, run);
  progress.finish();
  if (validation && !options.quiet) warn_of_drift(model, *validation);
  return model;
}

Checkpoint start_of_run(const TrainFlags& flags) {
  if (flags.resume.empty()) return {flags.config.load(), "", {}};
  if (!flags.config.empty()) throw UsageError("--resume: the settings are in the checkpoint; give no others");
  return load_checkpoint(flags.resume);
}

ExitStatus run_train(const TrainFlags& flags) {
  const Checkpoint start = start_of_run(flags);
  const Config& config = start.config;
  set_thread_count(config.training.threads);
  if (flags.gradient_check) return print_gradient_check(config);
  ProgressOptions progress = flags.progress;
  progress.log = config.output.log;
  keep_inputs(config.output.model, {config.data.train, config.data.valid});
  keep_inputs(config.output.log, {config.data.train, config.data.valid, config.output.model});
  keep_inputs(config.output.checkpoint, {config.data.train, config.data.valid, config.output.model, config.output.log});
  std::optional<TrainingDiagnosis> diagnosis;
  if (flags.diagnose) diagnosis.emplace(config);
  check_writable(config.output.model);

  std::function<void(const Checkpoint&)> write;
  if (!config.output.checkpoint.empty()) {
    write = [&](const Checkpoint& checkpoint) { write_file(config.output.checkpoint, print_checkpoint(checkpoint)); };
  }
  CheckpointStore checkpoints(start, config.output.checkpoint_seconds, write);

  catch_interrupts();
  const Classifier model = train_with_progress(config, progress, diagnosis ? &*diagnosis : nullptr, checkpoints);
  save_model(model, config.output.model);
  leave_checkpoint(checkpoints, config);
  const bool model_on_output = config.output.model == "-";
  if (!progress.quiet) {
    std::ostream& summary = model_on_output ? std::cerr : std::cout;
    summary << print_summary(model) << format_text("%-12s", "Model file")
            << (model_on_output ? "standard output" : config.output.model) << '\n';
    if (diagnosis) summary << diagnosis->print();
  }
  return stop_requested() ? ExitStatus::interrupted : ExitStatus::done;
}

}  // namespace

Action declare_train(CLI::App& app) {
  const auto flags = std::make_shared<TrainFlags>(app);
  app.add_flag("--gradcheck", flags->gradient_check, "do not train; compare the network's gradient with a numeric one");
  app.add_flag("--diagnose", flags->diagnose,
               "after the summary, show gradients, saturation and dead units per layer of the mlp");
  app.add_option("--resume", flags->resume, "resume an interrupted run from its checkpoint; gives the same model")
      ->type_name("FILE");
  app.add_flag("-q,--quiet", flags->progress.quiet, "print only errors");
  app.add_flag("--no-progress", flags->progress.no_progress, "show no progress");
  return [flags] { return run_train(*flags); };
}

}  // namespace binet
