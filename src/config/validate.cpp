#include "config/validate.hpp"

#include "base/find_named.hpp"
#include "base/setting_error.hpp"
#include "config/config_fields.hpp"
#include "linear/solvers.hpp"
#include "nn/recurrent_kind.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace binet {

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// The first layer of what is trained, where that is one network with hidden layers; else empty.
std::string first_layer(const ModelConfig& model) {
  if (is_recurrent(model.kind)) return model.kind;
  return model.kind == "mlp" && !model.layers.empty() ? model.layers.front().type : "";
}

/// Sequences, and the models that read them, go together.
void validate_sequences(const Config& config) {
  const DataConfig& data = config.data;
  const std::string first = first_layer(config.model);
  const bool recurrent = !first.empty() && layer_type(first).reads_sequences;
  const bool of_kind = config.model.kind == first;
  for (std::size_t i = 1; config.model.kind == "mlp" && i < config.model.layers.size(); ++i) {
    const std::string& type = config.model.layers[i].type;
    if (!layer_type(type).reads_sequences) continue;
    throw SettingError("model.layers", ": " + type + " is layer " + std::to_string(i + 1) +
                                           "; a layer that reads sequences stands first, and only there");
  }
  if (data.sequence.empty()) {
    if (!data.order.empty())
      throw SettingError("data.order", " sorts the rows of a sequence: --sequence COLUMN is missing");
    if (data.predict_each) {
      throw SettingError("data.predict_each", " is for the rows of sequences: --sequence COLUMN is missing");
    }
    if (!recurrent) return;
    throw SettingError(
        of_kind ? "model.kind" : "model.layers",
        (of_kind ? " " : ": ") + first +
            " reads sequences, and no column says which rows make one; expected --sequence COLUMN and --order "
            "COLUMN, as in --sequence patient --order day");
  }
  if (!recurrent) {
    const bool network = config.model.kind == "mlp";
    throw SettingError(
        "data.sequence",
        ": " + (network ? std::string("the first layer of model.layers") : "model.kind " + config.model.kind) +
            " reads one row at a time; expected --model lstm, --model gru, or --layers with lstm:UNITS or "
            "gru:UNITS first");
  }
  if (!config.model.terms.empty()) {
    throw UsageError("model.terms and data.sequence: terms are columns of single rows; expected one of them");
  }
  if (data.drop_missing) {
    throw UsageError(
        "data.drop_missing and data.sequence: a sequence without some of its rows is another one; give one");
  }
}

void validate_solved_logistic(const Config& config) {
  if (config.loss.name != "log_loss") {
    throw SettingError("loss.name",
                       " " + config.loss.name +
                           ": logistic regression minimises log_loss; any other loss needs optimizer.solver minibatch");
  }
  if (config.encoding.bins > 0) {
    throw SettingError(
        "encoding.bins",
        " " + std::to_string(config.encoding.bins) +
            ": logistic regression reads numbers whole; bins are for an mlp or optimizer.solver minibatch");
  }
  if (config.penalty.name == "firth" && (config.penalty.l1 != 0.0 || config.penalty.l2.value_or(0) > 0)) {
    throw SettingError("penalty.name", " firth: takes no other penalty; expected penalty.l1 0 and no penalty.l2");
  }
  const std::string& name = config.optimizer.solver;
  if (name == kAutoSolver) return;
  LogisticSettings penalty;  // a penalty chosen from the data is above 0
  penalty.l1 = config.penalty.l1.value_or(1);
  penalty.l2 = config.penalty.l2.value_or(1);
  const std::string refusal = find_named(solvers(), "solver", name).refusal(penalty);
  if (!refusal.empty()) throw SettingError("optimizer.solver", " " + name + " " + refusal);
}

/// A bound that another kind of model could not keep would be a false promise.
void validate_bounds(const Config& config, unsigned modes) {
  const ModelConfig& model = config.model;
  if (model.increasing.empty() && model.decreasing.empty()) return;
  const std::string name = model.increasing.empty() ? "model.decreasing" : "model.increasing";
  if ((modes & kSolvedLogistic) == 0) {
    throw SettingError(name,
                       ": only logistic regression by its own solver keeps such a bound; expected --model logistic");
  }
  if (config.penalty.l1 != 0.0 || config.penalty.name == "firth") {
    throw SettingError(name, ": expected penalty.l1 0 and no penalty.name firth beside it; an L2 penalty is possible");
  }
  if (config.optimizer.solver != kAutoSolver) {
    throw SettingError(name, ": has a solver of its own; expected optimizer.solver auto");
  }
  if (config.encoding.clip.value_or(0) > 0) throw SettingError(name, ": expected no encoding.clip beside it");
  for (const std::string& column : model.increasing) {
    if (contains(model.decreasing, column)) {
      throw UsageError("model.increasing and model.decreasing both name column \"" + column + "\"");
    }
  }
}

/// Models whose logit is not linear in the columns could not keep these promises.
void validate_logit(const Config& config, unsigned modes) {
  const bool solved = (modes & kSolvedLogistic) != 0;
  const std::string expected = ": only logistic regression by its own solver has one; expected --model logistic";
  if (!config.data.offset.empty()) {
    const DataConfig& data = config.data;
    if (!solved) throw SettingError("data.offset", expected);
    if (contains(data.ignore, data.offset))
      throw SettingError("data.ignore", ": \"" + data.offset + "\" is the offset");
    if (contains(data.categorical, data.offset)) {
      throw SettingError("data.categorical", ": \"" + data.offset + "\" is the offset; expected a column of numbers");
    }
  }
  if (config.model.intercept) return;
  if (!solved) {
    throw SettingError("model.intercept",
                       ": only the solvers of logistic regression can leave it out; expected --model logistic");
  }
  if (config.penalty.name != "firth" && (config.penalty.l1 != 0.0 || config.penalty.l2 != 0.0)) {
    throw SettingError("model.intercept", ": without an intercept expected no penalty, --l2 0 or --penalty firth");
  }
  if (!config.model.increasing.empty() || !config.model.decreasing.empty()) {
    throw SettingError("model.intercept", ": without an intercept expected no model.increasing or model.decreasing");
  }
  if (config.loss.positive_weight || config.loss.class_weight == "balanced") {
    throw SettingError("model.intercept", ": class weights move the intercept; without one expected none");
  }
}

}  // namespace

/// Every column has one role.
void validate_columns(const DataConfig& data) {
  const std::array roles{std::pair{"data.target", &data.target}, std::pair{"data.weight", &data.weight},
                         std::pair{"data.offset", &data.offset}, std::pair{"data.group", &data.group},
                         std::pair{"data.time", &data.time},     std::pair{"data.sequence", &data.sequence},
                         std::pair{"data.order", &data.order}};
  for (std::size_t i = 0; i < roles.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const bool both_are_times = roles[i].second == &data.order && roles[j].second == &data.time;
      if (roles[i].second->empty() || *roles[i].second != *roles[j].second || both_are_times) continue;
      throw UsageError(std::string(roles[j].first) + " and " + roles[i].first + " name the same column \"" +
                       *roles[i].second + "\"; expected one role per column");
    }
  }
  if (!data.target.empty() && contains(data.ignore, data.target)) {
    throw SettingError("data.ignore", ": \"" + data.target + "\" is the target");
  }
  for (const std::string& name : data.numeric) {
    if (contains(data.categorical, name)) {
      throw UsageError("data.numeric and data.categorical both name column \"" + name + "\"");
    }
  }
}

void validate(const Config& config) {
  const unsigned modes = training_modes(config);
  validate_columns(config.data);
  validate_sequences(config);
  if (config.loss.positive_weight && config.loss.class_weight == "balanced") {
    throw UsageError("loss.positive_weight and loss.class_weight balanced cannot be combined");
  }
  if ((modes & kSolvedLogistic) != 0) validate_solved_logistic(config);
  validate_bounds(config, modes);
  validate_logit(config, modes);
  if ((modes & kMinibatches) != 0 && !config.penalty.l1) {
    throw SettingError("penalty.l1",
                       " auto: only the solvers of logistic regression can choose it; expected a number");
  }
  if ((modes & kEnsemble) != 0 && !config.data.time.empty() && config.training.validation_fraction == 0) {
    throw SettingError("training.validation_fraction", " 0: with data.time, auto needs later rows to validate on");
  }
  if (!config.output.out_of_fold.empty() && !config.data.valid.empty()) {
    throw SettingError("output.out_of_fold",
                       ": with data.valid no training row is held out; expected no validation file");
  }
  if (!config.output.checkpoint.empty() && !can_be_resumed(config)) {
    throw SettingError("output.checkpoint", ": a run with a time budget or --distill cannot be resumed");
  }
}

bool can_be_resumed(const Config& config) {
  return config.training.time_budget.empty() && config.ensemble.distilled_units == 0;
}

}  // namespace binet
