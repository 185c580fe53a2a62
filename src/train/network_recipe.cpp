#include "binet/train/network_recipe.hpp"

#include "binet/error.hpp"
#include "binet/model/calibration.hpp"
#include "binet/nn/data_driven_init.hpp"
#include "binet/train/checkpoint.hpp"
#include "binet/train/recipes.hpp"
#include "binet/train/resampling.hpp"
#include "binet/train/time_budget.hpp"

#include <algorithm>
#include <cstdio>

namespace binet {

namespace {

EpochCallback forward_epochs(const TrainingObserver& observer, const TimeBudget& budget, int epochs,
                             const Network& network, const Examples& training) {
  return [&observer, &budget, epochs, &network, &training](const EpochRecord& record) {
    if (observer.epoch) observer.epoch(record, epochs);
    if (observer.network && record.epoch == 1) observer.network(TrainingMoment::first_epoch, network, training);
    return !budget.stop_requested();
  };
}

std::string describe_training(const TrainingSummary& summary, bool validated) {
  const EpochRecord& last = summary.epochs.back();
  char text[200];
  if (validated) {
    std::snprintf(text, sizeof text, "%s after %d epochs; epoch %d is kept, with validation loss %.4f",
                  summary.interrupted     ? "Interrupted"
                  : summary.stopped_early ? "Stopped early"
                                          : "All epochs done",
                  last.epoch, summary.best_epoch, summary.best_validation_loss);
  } else {
    std::snprintf(text, sizeof text, "%s after %d epochs with training loss %.4f; nothing was held out",
                  summary.interrupted ? "Interrupted" : "All epochs done", last.epoch, last.loss);
  }
  return text;
}

void fill_report(TrainingReport& report, const TrainingSummary& summary, bool validated,
                 const NetworkTrainingSettings& settings) {
  report.epochs = summary.epochs.empty() ? 0 : summary.epochs.back().epoch;
  report.best_epoch = summary.best_epoch;
  report.l1 = settings.l1;
  report.l2 = settings.l2;
  if (!summary.epochs.empty()) report.verdict = describe_training(summary, validated);
}

int batch_size_by_rows(Index rows) {
  const Index usual = rows < 1000 ? 64 : rows < 10'000 ? 128 : 256;
  return static_cast<int>(std::max<Index>(1, std::min(usual, rows / 8)));
}

}  // namespace

NetworkTrainingSettings network_training_settings(const Config& config, Index rows) {
  NetworkTrainingSettings settings;
  settings.loss = config.loss.name;
  settings.loss_settings.focal_gamma = config.loss.gamma;
  settings.label_smoothing = config.loss.label_smoothing;
  if (!config.penalty.l1)
    throw UsageError("penalty.l1 auto is chosen for logistic regression by its own solvers alone");
  settings.l1 = *config.penalty.l1;
  settings.l2 = config.penalty.l2.value_or(0);
  settings.optimizer = config.optimizer.name;
  settings.update_rule = {.momentum = config.optimizer.momentum,
                          .decay = config.optimizer.decay,
                          .beta1 = config.optimizer.beta1,
                          .beta2 = config.optimizer.beta2,
                          .epsilon = config.optimizer.epsilon,
                          .weight_decay = config.optimizer.weight_decay};
  settings.learning_rate = config.optimizer.learning_rate;
  settings.schedule = config.schedule.name;
  settings.schedule_settings = {.step_every = config.schedule.step_every,
                                .step_factor = config.schedule.step_factor,
                                .final_factor = config.schedule.final_factor,
                                .warmup = config.schedule.warmup};
  settings.clip_norm = config.optimizer.clip_norm;
  settings.epochs = config.training.epochs;
  settings.batch_size = config.training.batch_size.value_or(batch_size_by_rows(rows));
  settings.early_stopping = config.training.early_stopping;
  settings.patience = config.training.patience;
  settings.min_delta = config.training.min_delta;
  settings.seed = config.training.seed;
  return settings;
}

void start_network(Network& network, const Examples& examples, const std::string& name, Random& random) {
  if (name != kStartFromData) return network.initialize(initializer(name), random);
  const VectorD target = examples.target.cast<double>();
  const VectorD weight =
      examples.weight.size() > 0 ? VectorD(examples.weight.cast<double>()) : VectorD(VectorD::Ones(target.size()));
  initialize_from_data(network, examples.features, weight.dot(target) / weight.sum(), random);
}

void shift_output_bias(Network& network, double shift) {
  for (const ParameterBlock& block : network.parameter_blocks(network.layer_count() - 1)) {
    if (block.kind == ParameterKind::bias) network.block(block)[0] += static_cast<Scalar>(shift);
  }
}

namespace {

/// How networks trained alone see numbers: as linear ones if they have no hidden layer.
EncoderSettings network_encoding(const Config& config, const std::vector<LayerSpec>& hidden) {
  return encoder_settings(config.encoding, hidden.empty() ? "standard" : "robust");
}

/// Trains a network on all rows as one was trained on a part of them, for its best number of epochs. If the run is
/// asked to stop meanwhile, the model keeps the first.
void refit(const TrainingData& data, const std::vector<LayerSpec>& hidden, Classifier& model) {
  const Config& config = data.config;
  const LabelledRows& rows = data.training;
  const ClassFactors factors = class_factors(config.loss, rows);
  Schema schema = infer_schema(*rows.table, data.target, data.not_features, rows.rows);
  Encoder encoder = Encoder::fit(schema, *rows.table, rows.rows, network_encoding(config, hidden));
  const Examples examples = make_examples(encoder, rows, factors);
  Network network(encoder.shape(), hidden);
  Random random = random_stream(config, RandomStream::initialization);
  start_network(network, examples, config.model.initializer, random);
  const int epochs = model.report.best_epoch;
  bool stopped = false;
  train_network(network, examples, nullptr, network_training_settings(config, rows.size()),
                [&](const EpochRecord& record) {
                  stopped = data.observer.stop_requested && data.observer.stop_requested();
                  return record.epoch < epochs && !stopped;
                });
  if (stopped) return;
  shift_output_bias(network, -factors.logit_shift());
  model.schema = std::move(schema);
  model.encoders = {std::move(encoder)};
  model.members = {{0, 1.0, std::move(network)}};
  model.report.verdict += "; trained again on all rows for " + std::to_string(epochs) + " epochs";
}

}  // namespace

Candidate train_by_minibatches(const TrainingData& data, const std::string& recipe,
                               const std::vector<LayerSpec>& hidden) {
  const Config& config = data.config;
  const Holdout holdout = hold_out(data);
  const bool validated = !holdout.described.empty();
  const ClassFactors factors = class_factors(config.loss, holdout.fit);
  NetworkTrainingSettings settings = network_training_settings(config, holdout.fit.size());

  Candidate candidate;
  Classifier& model = candidate.model;
  model.schema = infer_schema(*holdout.fit.table, data.target, data.not_features, holdout.fit.rows);
  model.report.recipe = recipe;
  model.report.notes = notes_on_columns(data, model.schema);
  model.encoders = {Encoder::fit(model.schema, *holdout.fit.table, holdout.fit.rows, network_encoding(config, hidden))};
  const Encoder& encoder = model.encoders[0];
  const Examples training = make_examples(encoder, holdout.fit, factors);
  const Examples validation = validated ? make_examples(encoder, holdout.held_out, factors) : Examples();

  Network network(encoder.shape(), hidden);
  Random random = random_stream(config, RandomStream::initialization);
  start_network(network, training, config.model.initializer, random);
  const TimeBudget budget(data);
  const std::string cut = cut_to_budget(settings, budget, network, training, validated ? &validation : nullptr);
  if (!cut.empty()) model.report.notes.push_back(cut);
  if (data.observer.network) data.observer.network(TrainingMoment::start, network, training);
  const TrainingSummary summary = train_network(
      network, training, validated ? &validation : nullptr, settings,
      forward_epochs(data.observer, budget, settings.epochs, network, training),
      data.observer.checkpoint == nullptr ? TrainingContinuation{}
                                          : data.observer.checkpoint->continuation(0, data.observer.stop_requested));
  if (data.observer.network) data.observer.network(TrainingMoment::end, network, training);
  shift_output_bias(network, -factors.logit_shift());
  fill_report(model.report, summary, validated, settings);
  if (validated) {
    const VectorD logit = compute_logits(network, validation.features).cast<double>();
    model.calibration = fit_calibration(logit, holdout.held_out.target, holdout.held_out.weight);
    candidate.held_out = {(model.calibration.intercept + model.calibration.slope * logit.array()).matrix(),
                          holdout.held_out.target, holdout.held_out.weight, holdout.places, holdout.described};
  }
  model.members.push_back({0, 1.0, std::move(network)});
  const bool part_of_training = !holdout.places.empty();
  if (part_of_training && config.training.refit && config.training.time_budget.empty() && !summary.interrupted) {
    refit(data, hidden, model);
  }
  return candidate;
}

Candidate train_mlp(const TrainingData& data) {
  return train_by_minibatches(data, "mlp", data.config.model.layers);
}

}  // namespace binet
