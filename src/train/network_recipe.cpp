#include "train/network_recipe.hpp"

#include "base/counted.hpp"
#include "base/setting_error.hpp"
#include "binet/base/error.hpp"
#include "linear/example_sample.hpp"
#include "nn/data_driven_init.hpp"
#include "nn/recurrent_kind.hpp"
#include "train/recipes.hpp"
#include "train/resampling.hpp"
#include "train/single_network.hpp"

#include <algorithm>

namespace binet {

namespace {

constexpr Index kMostFoldedRows = 10'000, kFolds = 5;
constexpr double kPlateauPatience = 5;
constexpr Index kRecurrentUnits = 32;
constexpr double kRecurrentClipNorm = 1;  ///< gradients through many steps may grow without bound (Pascanu et al. 2013)

int batch_size_by_rows(Index rows) {
  const Index usual = rows < 1000 ? 64 : rows < 10'000 ? 128 : 256;
  return static_cast<int>(std::max<Index>(1, std::min(usual, rows / 8)));
}

}  // namespace

NetworkTrainingSettings network_training_settings(const Config& config, Index rows) {
  NetworkTrainingSettings settings;
  settings.loss = config.loss.name;
  settings.loss_settings = config.loss;
  settings.label_smoothing = config.loss.label_smoothing;
  settings.l1 = config.penalty.l1.value_or(0);
  settings.l2 = config.penalty.l2.value_or(0);
  settings.optimizer = config.optimizer.name;
  settings.update_rule = config.optimizer;
  settings.learning_rate = config.optimizer.learning_rate;
  settings.schedule = config.schedule.name;
  settings.schedule_settings = config.schedule;
  settings.clip_norm = config.optimizer.clip_norm;
  if (settings.clip_norm == 0 && !config.data.sequence.empty()) settings.clip_norm = kRecurrentClipNorm;
  settings.epochs = config.training.epochs;
  settings.batch_size = config.training.batch_size.value_or(batch_size_by_rows(rows));
  settings.early_stopping = config.training.early_stopping;
  settings.patience = config.training.patience;
  settings.plateau_patience = kPlateauPatience;
  settings.min_delta = config.training.min_delta;
  settings.seed = config.training.seed;
  return settings;
}

void initialize_network(Network& network, const Features& features, double prior, const std::string& name,
                        Random& random) {
  if (name != kInitializeFromData) return network.initialize(initializer(name), random);
  initialize_from_data(network, features, prior, random);
}

void initialize_network(Network& network, const Examples& examples, const std::string& name, Random& random) {
  initialize_network(network, examples.features, detail::positive_share(examples), name, random);
}

void shift_output_bias(Network& network, double shift) {
  for (const ParameterBlock& block : network.parameter_blocks(network.layer_count() - 1)) {
    if (block.kind == ParameterKind::bias) network.block(block)[0] += static_cast<Scalar>(shift);
  }
}

namespace {

/// The config's number of folds; if absent, small data get folds unless a given setting excludes them.
int folds_for(const TrainingData& data) {
  const TrainingConfig& config = data.config.training;
  const bool judged_otherwise = data.validation.table != nullptr || !data.training.time.empty();
  const Index rarer = detail::rarer_class_size(data.training.target);
  if (config.folds) {
    if (*config.folds == 0) return 0;
    if (data.validation.table != nullptr) throw UsageError("training.folds and data.valid cannot be combined");
    if (*config.folds > rarer) {
      throw SettingError("training.folds",
                         " " + std::to_string(*config.folds) + ": expected at most " + std::to_string(rarer) +
                             ", the number of rows of the rarer class");
    }
    return *config.folds;
  }
  const bool usual = config.refit && config.early_stopping && config.time_budget.empty() &&
                     config.validation_fraction == TrainingConfig().validation_fraction;
  if (judged_otherwise || !usual || data.training.size() >= kMostFoldedRows || rarer < 2) return 0;
  if (data.training.size() < kFewestToHoldOut) return 0;
  return static_cast<int>(std::min<Index>(kFolds, rarer));
}

}  // namespace

Candidate train_by_minibatches(const TrainingData& data, const std::string& recipe,
                               const std::vector<LayerSpec>& hidden) {
  const int folds = folds_for(data);
  return folds > 0 ? detail::train_by_folds(data, recipe, hidden, folds)
                   : detail::train_by_holdout(data, recipe, hidden);
}

Candidate train_network(const TrainingData& data) {
  return train_by_minibatches(data, data.config.model.kind, hidden_layers(data.config.model));
}

std::vector<LayerSpec> hidden_layers(const ModelConfig& model) {
  if (model.kind == "logistic") return {};
  if (is_recurrent(model.kind)) return {{.type = model.kind, .units = kRecurrentUnits}};
  return model.layers;
}

}  // namespace binet
