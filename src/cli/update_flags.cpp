#include "cli/update_flags.hpp"

#include "binet/base/error.hpp"
#include "binet/config/config_text.hpp"
#include "binet/modelfile/model_file.hpp"

#include <algorithm>

namespace binet {

Classifier load_prior(const std::string& path, Config& config) {
  Classifier prior = load_model(path);
  if (!config.training.time_budget.empty() || config.ensemble.distilled_units > 0 ||
      !config.output.checkpoint.empty()) {
    throw UsageError("--from cannot be combined with --time-budget, --distill or --checkpoint");
  }
  if (prior.schema.sequence.used()) {
    throw UsageError("--from: " + path +
                     " reads sequences, and an update reads rows one at a time; expected a model of rows");
  }
  if (!prior.schema.offset.empty() || !config.data.offset.empty() || !prior.schema.intercept ||
      !config.model.intercept) {
    throw UsageError(
        "--from: an update keeps neither an offset nor a model without intercept; train on old and new rows together");
  }
  if (!config.model.terms.empty()) throw UsageError("--from: an update takes no --terms; those of the model stay");
  Config trained;
  read_config(prior.report.settings, path + ": config", "", trained);
  for (const Config* with : {static_cast<const Config*>(&trained), static_cast<const Config*>(&config)}) {
    if (with->model.increasing.empty() && with->model.decreasing.empty()) continue;
    throw UsageError(
        "--from: an update does not keep --increasing and --decreasing; train on old and new rows together");
  }
  const TargetSchema& target = prior.schema.target;
  if (config.data.target.empty()) config.data.target = target.name;
  if (!config.data.positive) config.data.positive = target.positive;
  if (config.data.weight.empty()) config.data.weight = prior.weight_column;
  return prior;
}

Config with_columns_of(const Classifier& prior, const Config& config) {
  Config reading = config;
  for (const ColumnSchema& column : prior.schema.columns) {
    if (!column.dropped.empty()) continue;
    std::vector<std::string>& names =
        column.type == ColumnType::numeric ? reading.data.numeric : reading.data.categorical;
    if (std::ranges::find(names, column.name) == names.end()) names.push_back(column.name);
  }
  return reading;
}

}  // namespace binet
