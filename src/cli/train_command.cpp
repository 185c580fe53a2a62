#include "binet/json/json_layout.hpp"
#include "binet/math/parallel.hpp"
#include "binet/model/model_file.hpp"
#include "binet/model/output_file.hpp"
#include "binet/train/gradient_check.hpp"
#include "binet/train/recipe.hpp"
#include "command.hpp"
#include "config_flags.hpp"
#include "format_text.hpp"
#include "interrupt.hpp"
#include "model_summary.hpp"
#include "progress.hpp"
#include "training_diagnosis.hpp"
#include "training_tables.hpp"

#include <iostream>
#include <optional>

namespace binet {
namespace {

struct TrainFlags {
  explicit TrainFlags(CLI::App& app) : config(app) {}
  ConfigFlags config;
  bool gradient_check = false, diagnose = false;
  ProgressOptions progress;
};

ExitStatus print_gradient_check(const Config& config) {
  const GradientCheck check = check_gradient(config, read_training_table(config));
  const std::optional<double> tolerance = gradient_tolerance(config);
  const bool wrong = tolerance && !(check.largest_relative_error <= *tolerance);
  const std::string verdict =
      !tolerance ? "not judged: in float, differences cross the kinks of relu and its kin; a smooth activation or a "
                   "build with -DBINET_DOUBLE=ON tells"
                 : std::string(wrong ? "NOT within " : "within ") + shortest_digits(*tolerance);
  std::cout << format_text("Gradient check: largest relative error %.3g at %s, over %td parameters; ",
                           check.largest_relative_error, check.worst_parameter.c_str(), check.checked)
            << verdict << '\n';
  return wrong ? ExitStatus::failed : ExitStatus::done;
}

Classifier train_with_progress(const Config& config, const ProgressOptions& options, TrainingDiagnosis* diagnosis) {
  Table training = read_training_table(config);
  std::optional<Table> validation;
  if (!config.data.valid.empty()) validation = read_table(config.data.valid, table_options(config.data));
  Progress progress(options);
  TrainingObserver observer = progress.observer();
  if (diagnosis != nullptr) diagnosis->watch(observer);
  return train(config, std::move(training), validation ? &*validation : nullptr, observer);
}

ExitStatus run_train(const TrainFlags& flags) {
  const Config config = flags.config.load();
  set_thread_count(config.training.threads);
  if (flags.gradient_check) return print_gradient_check(config);
  ProgressOptions progress = flags.progress;
  progress.log = config.output.log;
  keep_inputs(config.output.model, {config.data.train, config.data.valid});
  keep_inputs(config.output.log, {config.data.train, config.data.valid, config.output.model});
  std::optional<TrainingDiagnosis> diagnosis;
  if (flags.diagnose) diagnosis.emplace(config);
  check_writable(config.output.model);

  catch_interrupts();
  const Classifier model = train_with_progress(config, progress, diagnosis ? &*diagnosis : nullptr);
  save_model(model, config.output.model);
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
  app.add_flag("--gradcheck", flags->gradient_check,
               "do not train: compare the network's gradient on the data with a numeric one");
  app.add_flag("--diagnose", flags->diagnose,
               "after the summary, a line a layer: gradients, saturation and dead units while the mlp learned");
  app.add_flag("-q,--quiet", flags->progress.quiet, "print nothing but errors");
  app.add_flag("--no-progress", flags->progress.no_progress, "print no progress");
  return [flags] { return run_train(*flags); };
}

}  // namespace binet
