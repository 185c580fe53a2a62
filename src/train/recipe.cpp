#include "binet/train/recipe.hpp"

#include "binet/config/config_text.hpp"
#include "binet/error.hpp"
#include "binet/eval/decision.hpp"
#include "binet/math/sigmoid.hpp"
#include "binet/model/evaluation.hpp"
#include "binet/train/checkpoint.hpp"
#include "binet/train/recipes.hpp"
#include "binet/train/training_data.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace binet {

namespace {

constexpr std::array kRecipes{
    Recipe{"auto", "many networks and logistic regression, mixed by what they predict on rows they did not see",
           train_ensemble},
    Recipe{"logistic", "logistic regression, its penalty chosen by the data unless given", train_logistic},
    Recipe{"mlp", "one neural network, stopped where held-out rows are predicted best", train_mlp},
};

ScoredRows score(const HeldOut& held_out, double threshold) {
  ScoredRows rows;
  rows.probability.reserve(static_cast<std::size_t>(held_out.logit.size()));
  for (const double z : held_out.logit) rows.probability.push_back(sigmoid(z));
  rows.target.assign(held_out.target.begin(), held_out.target.end());
  rows.weight.assign(held_out.weight.begin(), held_out.weight.end());
  rows.threshold = threshold;
  return rows;
}

std::string hexadecimal(std::uint64_t number) {
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(number));
  return digits;
}

/// For want of held-out rows.
HeldOut predict_training_rows(const TrainingData& data, const Classifier& model) {
  const LabelledRows& rows = data.training;
  return {model.logits(*rows.table, rows.rows), rows.target, rows.weight, {}, ""};
}

/// Without held-out rows the threshold is chosen on the training rows, and the report says so.
void choose_threshold(const TrainingData& data, Candidate& candidate) {
  Classifier& model = candidate.model;
  const DecisionRule rule = parse_decision_rule(data.config.decision.rule);
  const ScoredRows rows = candidate.held_out.described.empty() ? score(predict_training_rows(data, model), 0.5)
                                                               : score(candidate.held_out, 0.5);
  model.threshold = choose_threshold(rule, rows.view());
  model.threshold_rule = rule.text;
}

void complete_report(const TrainingData& data, Candidate& candidate) {
  TrainingReport& report = candidate.model.report;
  const HeldOut& held_out = candidate.held_out;
  report.rows = data.training.size();
  report.positive_share = data.training.positive_share();
  report.seed = data.config.training.seed;
  report.data_hash = hexadecimal(data.training.table->hash);
  const std::vector<std::string> idle = settings_without_effect(data.config);
  report.notes.insert(report.notes.end(), idle.begin(), idle.end());
  report.validated_on = held_out.described;
  report.validation_rows = held_out.logit.size();
  if (held_out.described.empty()) return;
  const ScoredRows rows = score(held_out, candidate.model.threshold);
  for (const Metric& metric : metrics()) {
    report.validation_metrics.emplace_back(metric.name, metric.evaluate(rows.view()));
  }
  report.base_log_loss = rows.base_log_loss();
}

}  // namespace

std::span<const Recipe> recipes() {
  return kRecipes;
}

const Recipe& recipe(std::string_view name) {
  const auto found = std::ranges::find(kRecipes, name, &Recipe::name);
  if (found != kRecipes.end()) return *found;
  std::string known;
  for (const Recipe& row : kRecipes) known += (known.empty() ? "" : ", ") + std::string(row.name);
  throw UsageError("unknown model \"" + std::string(name) + "\"; known are " + known);
}

Classifier train(const TrainingData& data) {
  if (data.observer.checkpoint != nullptr) data.observer.checkpoint->use_data(hexadecimal(data.training.table->hash));
  Candidate candidate = recipe(data.config.model.kind).train(data);
  candidate.model.config = data.config;
  candidate.model.config.training.threads = 0;  // the model does not depend on it, so its file does not either
  candidate.model.config.training.memory.clear();
  choose_threshold(data, candidate);
  complete_report(data, candidate);
  return std::move(candidate.model);
}

Classifier train(const Config& config, const Table& training, const Table* validation,
                 const TrainingObserver& observer) {
  return train(prepare_training_data(config, training, validation, observer));
}

Classifier train(const Config& config, Table&& training, const Table* validation, const TrainingObserver& observer) {
  TrainingData data = prepare_training_data(config, training, validation, observer);
  data.expendable = &training;
  return train(data);
}

}  // namespace binet
