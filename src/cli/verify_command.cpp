#include "base/interrupt.hpp"
#include "base/printable.hpp"
#include "binet/base/parallel.hpp"
#include "binet/config/config_text.hpp"
#include "binet/modelfile/model_file.hpp"
#include "binet/train/recipe.hpp"
#include "cli/command.hpp"
#include "cli/reading_flags.hpp"
#include "cli/run_flags.hpp"
#include "cli/training_tables.hpp"
#include "cli/update_flags.hpp"
#include "io/output_file.hpp"
#include "io/run_files.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace binet {
namespace {

struct VerifyFlags {
  std::string model, data, valid, from;
  int threads = 0;
  bool quiet = false;
  std::vector<std::string> more;
};

/// The line of a text that starts at `begin`, shortened if it is long.
std::string line_at(std::string_view text, std::size_t begin) {
  constexpr std::size_t kLongest = 100;
  const std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  return line.size() <= kLongest ? std::string(line) : std::string(line.substr(0, kLongest)) + "…";
}

/// The first difference between two texts, with both lines; empty if they are equal.
std::string first_difference(std::string_view stored, std::string_view trained) {
  const auto [a, b] = std::ranges::mismatch(stored, trained);
  if (a == stored.end() && b == trained.end()) return "";
  const auto at = static_cast<std::size_t>(a - stored.begin());
  const std::string_view same = stored.substr(0, at);
  const std::size_t line = same.rfind('\n') == same.npos ? 0 : same.rfind('\n') + 1;
  return "line " + std::to_string(1 + std::ranges::count(same, '\n')) + ": the file has \"" + line_at(stored, line) +
         "\", training gives \"" + line_at(trained, line) + "\"";
}

/// The settings in the model, with the given data file.
Config config_of(const Classifier& model, const VerifyFlags& flags) {
  Config config;
  read_config(model.report.settings, flags.model + ": config", "", config);
  if (!config.data.valid.empty() && flags.valid.empty()) {
    throw UsageError("the model was validated on a separate file (" + config.data.valid + "): name it with --valid");
  }
  if (!config.training.time_budget.empty()) {
    throw UsageError(
        "the model was trained within a time budget, so it depends on the machine's speed and cannot be verified");
  }
  config.data.train = flags.data;
  config.data.more = flags.more;
  config.data.valid = flags.valid;
  return config;
}

Classifier train_again(Config config, const std::string& from) {
  std::optional<Classifier> prior;
  if (!from.empty()) prior = load_prior(from, config);
  const Config reading = prior ? with_columns_of(*prior, config) : config;
  TrainingRun run;
  run.observer.stop_requested = stop_requested;
  run.prior = prior ? &*prior : nullptr;
  Table table = read_training_table(reading);
  const std::optional<Table> validation = read_validation_table(reading, table);
  Classifier model = train(config, std::move(table), validation ? &*validation : nullptr, run);
  if (stop_requested()) throw Interrupted("interrupted");
  return model;
}

ExitStatus verify(const VerifyFlags& flags) {
  RunFiles()
      .reads(flags.model, "the model")
      .reads(flags.from, "the model that was updated")
      .reads(flags.data, "the training data")
      .reads(flags.valid, "the validation data")
      .check();
  if (!flags.quiet) check_writable("-");
  set_thread_count(flags.threads);
  const Classifier model = load_model(flags.model);
  const Config config = config_of(model, flags);
  catch_interrupts();
  Classifier again;
  read_as_trained([&] { again = train_again(config, flags.from); });
  again.report.settings = model.report.settings;  // they contain the file names of that run
  const std::string difference = first_difference(print_model(model), print_model(again));
  if (difference.empty()) {
    if (!flags.quiet) write_file("-", printable(flags.model) + ": training again gives the same bytes\n");
    return ExitStatus::done;
  }
  const bool same_data = model.report.data_hash == again.report.data_hash;
  throw Error(flags.model + ": training again gives a different model; first difference: " + difference +
              (same_data ? "" : "; the data are not those it was trained on, whose hash is " + model.report.data_hash));
}

}  // namespace

Action declare_verify(CommandParser app) {
  const auto flags = std::make_shared<VerifyFlags>();
  app.add_option("MODEL", flags->model, "model file").type_name("FILE").required();
  app.add_option("DATA", flags->data, "the CSV file it was trained on; - is standard input")
      .type_name("FILE")
      .required();
  app.add_option("MORE", flags->more, "more files, if it was trained on several").type_name("FILE");
  app.add_option("--valid", flags->valid, "its validation file, if it had one").type_name("FILE");
  app.add_option("--from", flags->from, "the model that train --from updated to make this one").type_name("FILE");
  add_threads_flag(app, flags->threads);
  add_quiet_flag(app, flags->quiet, "only errors");
  app.footer("Exit status 0: equal bytes; 1: different ones; the first difference is shown.");
  return [flags] { return verify(*flags); };
}

}  // namespace binet
