#include "cli/inference_flags.hpp"

#include "base/printable.hpp"
#include "binet/config/config_text.hpp"
#include "model/inference.hpp"
#include "train/terms.hpp"
#include "cli/format_text.hpp"
#include "cli/inference_page.hpp"
#include "cli/run_flags.hpp"
#include "cli/training_tables.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace binet {
namespace {

/// Reads the table as in training, with every number in double and the cluster column.
Table read_data(const Classifier& model, const Config& trained, const InferenceFlags& flags) {
  TableOptions options = table_options(trained.data);
  options.all_exact = true;
  const std::string cluster = cluster_column(flags.errors);
  if (!cluster.empty()) std::erase(options.ignore, cluster);
  Table table;
  read_as_trained([&] { table = read_table(flags.data, read_as(model.schema, options)); });
  prepare_terms_of(model, table);
  return table;
}

}  // namespace

void InferenceFlags::declare(CommandParser app) {
  app.add_option("--data", data,
                 "the training data: print statistics of the coefficients, fitted again in double precision")
      .type_name("FILE");
  app.add_option("--errors", errors,
                 "with --data: standard errors: model, robust (hc3), hc0, hc1, hc2, hc3, or cluster=COLUMN")
      .type_name("NAME")
      .shown_default();
  app.add_flag("--sampling-weights", sampling_weights,
               "with --data: weights are sampling weights: how many rows of the population a row represents");
  app.add_flag("--profile", profile, "with --data: intervals by profile likelihood instead of Wald's");
  app.add_option("--influential", influential, "with --data: number of most influential rows to list")
      .shown_default();
  app.add_option("--format", format, "with --data: text, csv, markdown, paper (sentences) or json")
      .type_name("NAME")
      .shown_default();
  add_quiet_flag(app, quiet, "only results and errors");
}

std::string InferenceFlags::print(const Classifier& model, const std::string& model_path, bool json) const {
  const std::string chosen = json ? "json" : format;
  check_inference_format(chosen);
  Config trained;
  read_config(model.report.settings, model_path + ": config", "", trained);
  const Table table = read_data(model, trained, *this);
  if (!quiet && format_text("%016llx", static_cast<unsigned long long>(table.hash)) != model.report.data_hash) {
    std::cerr << printable(data) + ": not the data the model was trained on: the statistics are of a fit to " +
                     printable(data) + "\n";
  }
  InferenceSettings settings;
  settings.errors = errors;
  settings.sampling_weights = sampling_weights;
  settings.profile = profile;
  settings.drop_missing = trained.data.drop_missing;
  settings.firth = trained.penalty.name == "firth";
  settings.influential = influential;
  settings.term_order = term_names(trained, table);
  return print_inference(infer(model, table, settings), chosen);
}

}  // namespace binet
