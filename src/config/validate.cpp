#include "config/validate.hpp"

#include "base/find_named.hpp"
#include "binet/base/error.hpp"
#include "config/config_fields.hpp"
#include "linear/solvers.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace binet {

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// Every column has one role.
void validate_columns(const DataConfig& data) {
  const std::array roles{std::pair{"data.target", &data.target}, std::pair{"data.weight", &data.weight},
                         std::pair{"data.group", &data.group}, std::pair{"data.time", &data.time}};
  for (std::size_t i = 0; i < roles.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (roles[i].second->empty() || *roles[i].second != *roles[j].second) continue;
      throw UsageError(std::string(roles[j].first) + " and " + roles[i].first + " name the same column \"" +
                       *roles[i].second + "\"; expected one role per column");
    }
  }
  if (!data.target.empty() && contains(data.ignore, data.target)) {
    throw UsageError("data.ignore: \"" + data.target + "\" is the target");
  }
  for (const std::string& name : data.numeric) {
    if (contains(data.categorical, name)) {
      throw UsageError("data.numeric and data.categorical both name column \"" + name + "\"");
    }
  }
}

void validate_solved_logistic(const Config& config) {
  if (config.loss.name != "log_loss") {
    throw UsageError("loss.name " + config.loss.name +
                     ": logistic regression minimises log_loss; any other loss needs optimizer.solver minibatch");
  }
  if (config.encoding.bins > 0) {
    throw UsageError("encoding.bins " + std::to_string(config.encoding.bins) +
                     ": logistic regression reads numbers whole; bins are for an mlp or optimizer.solver minibatch");
  }
  if (config.penalty.name == "firth" && (config.penalty.l1 != 0.0 || config.penalty.l2.value_or(0) > 0)) {
    throw UsageError("penalty.name firth: takes no other penalty; expected penalty.l1 0 and no penalty.l2");
  }
  const std::string& name = config.optimizer.solver;
  if (name == kAutoSolver) return;
  LogisticSettings penalty;  // a penalty chosen from the data is above 0
  penalty.l1 = config.penalty.l1.value_or(1);
  penalty.l2 = config.penalty.l2.value_or(1);
  const std::string refusal = find_named(solvers(), "solver", name).refusal(penalty);
  if (!refusal.empty()) throw UsageError("optimizer.solver " + name + " " + refusal);
}

}  // namespace

void validate(const Config& config) {
  const unsigned modes = training_modes(config);
  validate_columns(config.data);
  if (config.loss.positive_weight && config.loss.class_weight == "balanced") {
    throw UsageError("loss.positive_weight and loss.class_weight balanced cannot be combined");
  }
  if ((modes & kSolvedLogistic) != 0) validate_solved_logistic(config);
  if ((modes & kMinibatches) != 0 && !config.penalty.l1) {
    throw UsageError("penalty.l1 auto: chosen only for logistic regression by its own solvers; expected a number");
  }
  if ((modes & kEnsemble) != 0 && !config.data.time.empty() && config.training.validation_fraction == 0) {
    throw UsageError("training.validation_fraction 0: with data.time, auto needs later rows to validate on");
  }
  if (!config.output.checkpoint.empty() && !can_be_resumed(config)) {
    throw UsageError("output.checkpoint: a run with a time budget or --distill cannot be resumed");
  }
}

bool can_be_resumed(const Config& config) {
  return config.training.time_budget.empty() && config.ensemble.distilled_units == 0;
}

}  // namespace binet
