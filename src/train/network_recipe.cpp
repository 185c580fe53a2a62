#include "binet/train/network_recipe.hpp"

#include "binet/error.hpp"
#include "binet/model/calibration.hpp"
#include "binet/nn/data_driven_init.hpp"
#include "binet/train/checkpoint.hpp"
#include "binet/train/ensemble.hpp"
#include "binet/train/recipes.hpp"
#include "binet/train/resampling.hpp"
#include "binet/train/time_budget.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace binet {

namespace {

constexpr Index kMostFoldedRows = 10'000, kFolds = 5;

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

/// Weighted.
double positive_share(const Examples& examples) {
  const VectorD target = examples.target.cast<double>();
  if (examples.weight.size() == 0) return target.mean();
  const VectorD weight = examples.weight.cast<double>();
  return weight.dot(target) / weight.sum();
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

void start_network(Network& network, const Features& features, double prior, const std::string& name, Random& random) {
  if (name != kStartFromData) return network.initialize(initializer(name), random);
  initialize_from_data(network, features, prior, random);
}

void start_network(Network& network, const Examples& examples, const std::string& name, Random& random) {
  start_network(network, examples.features, positive_share(examples), name, random);
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

/// All rows that may be learned from, as a network sees them.
struct AllRows {
  Schema schema;
  Encoder encoder;
  Examples examples;

  AllRows(const TrainingData& data, const std::vector<LayerSpec>& hidden) {
    const LabelledRows& rows = data.training;
    schema = infer_schema(*rows.table, data.target, data.not_features, rows.rows);
    encoder = Encoder::fit(schema, *rows.table, rows.rows, network_encoding(data.config, hidden));
    examples = make_examples(encoder, rows, class_factors(data.config.loss, rows));
  }
};

/// Trains the model's network anew on all rows, as others were trained on parts of them, for so many epochs. If the run
/// is asked to stop meanwhile, the model stays as it is. With `validation_loss`, which tells that of an epoch, the
/// observer watches.
void train_on_all_rows(const TrainingData& data, AllRows all, const std::vector<LayerSpec>& hidden, int epochs,
                       Classifier& model, const std::function<double(int epoch)>& validation_loss = {}) {
  const Config& config = data.config;
  Network network(all.encoder.shape(), hidden);
  Random random = random_stream(config, RandomStream::initialization);
  start_network(network, all.examples, config.model.initializer, random);
  const auto show = [&](TrainingMoment moment) {
    if (validation_loss && data.observer.network) data.observer.network(moment, network, all.examples);
  };
  show(TrainingMoment::start);
  bool stopped = false;
  train_network(network, all.examples, nullptr, network_training_settings(config, all.examples.rows()),
                [&](EpochRecord record) {
                  if (validation_loss) record.validation_loss = validation_loss(record.epoch);
                  if (validation_loss && data.observer.epoch) data.observer.epoch(record, epochs);
                  if (record.epoch == 1) show(TrainingMoment::first_epoch);
                  stopped = data.observer.stop_requested && data.observer.stop_requested();
                  return record.epoch < epochs && !stopped;
                });
  show(TrainingMoment::end);
  if (stopped) {
    model.report.verdict += "; interrupted before one had learned from all rows";
    return;
  }
  shift_output_bias(network, -class_factors(config.loss, data.training).logit_shift());
  model.schema = std::move(all.schema);
  model.encoders = {std::move(all.encoder)};
  model.members = {{0, 1.0, std::move(network)}};
  model.report.verdict += "; trained again on all rows for " + std::to_string(epochs) + " epochs";
}

/// One part of the rows is held out: it stops the network and judges it.
Candidate train_by_holdout(const TrainingData& data, const std::string& recipe, const std::vector<LayerSpec>& hidden) {
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
                          holdout.held_out.target, holdout.held_out.weight, holdout.described};
  }
  model.members.push_back({0, 1.0, std::move(network)});
  const bool part_of_training = !holdout.places.empty();
  if (part_of_training && config.training.refit && config.training.time_budget.empty() && !summary.interrupted) {
    train_on_all_rows(data, AllRows(data, hidden), hidden, summary.best_epoch, model);
  }
  return candidate;
}

/// Of the networks' validation losses after an epoch; of those that stopped before, the last.
double mean_validation_loss(const Bag& bag, int epoch) {
  double sum = 0;
  for (const TrainingSummary& summary : bag.summaries) {
    const auto after = std::ranges::find_if(summary.epochs, [&](const EpochRecord& r) { return r.epoch >= epoch; });
    sum += (after == summary.epochs.end() ? summary.epochs.back() : *after).validation_loss;
  }
  return sum / static_cast<double>(bag.summaries.size());
}

std::vector<int> sorted_best_epochs(const Bag& bag) {
  std::vector<int> epochs;
  for (const TrainingSummary& summary : bag.summaries) epochs.push_back(summary.best_epoch);
  std::ranges::sort(epochs);
  return epochs;
}

/// Networks that each leave out one fold say for how many epochs one is to be trained on all rows; their predictions of
/// the rows that they did not see calibrate and judge it.
Candidate train_by_folds(const TrainingData& data, const std::string& recipe, const std::vector<LayerSpec>& hidden,
                         int count) {
  const Config& config = data.config;
  const TrainingObserver& observer = data.observer;
  const Folds folds = bagging_folds(data, count);
  const double shift = class_factors(config.loss, data.training).logit_shift();
  AllRows all(data, hidden);
  const std::vector<EncodedRows> encodings = {{all.encoder.shape(), all.examples}};
  const NetworkTrainingSettings settings = network_training_settings(config, data.training.size());
  BagPlan plan{recipe, 0, hidden, settings};
  plan.copies = static_cast<int>(folds.splits.size());
  plan.initializer = config.model.initializer;
  plan.rates_by_fan_in = false;
  TrainingObserver of_folds{{}, {}, observer.stop_requested};
  of_folds.checkpoint = observer.checkpoint;
  const Random random = random_stream(config, RandomStream::initialization);
  Bag bag =
      std::move(train_bags({&plan, 1}, encodings, folds.splits, positive_share(all.examples), random, of_folds)[0]);
  const bool interrupted = std::ranges::any_of(bag.summaries, &TrainingSummary::interrupted);
  const std::vector<int> best = sorted_best_epochs(bag);
  const int epochs = best[best.size() / 2];

  Candidate candidate;
  Classifier& model = candidate.model;
  model.schema = all.schema;
  model.encoders = {all.encoder};
  model.report.recipe = recipe;
  model.report.notes = notes_on_columns(data, model.schema);
  model.report.epochs = model.report.best_epoch = epochs;
  model.report.l1 = settings.l1;
  model.report.l2 = settings.l2;
  model.report.verdict = std::to_string(best.size()) + " networks, each without one fold, were best after " +
                         std::to_string(best.front()) + " to " + std::to_string(best.back()) + " epochs";
  std::vector<Index> judged;
  for (Index i = 0; i < bag.held_out.size(); ++i) {
    if (!std::isnan(bag.held_out[i])) judged.push_back(i);
  }
  if (interrupted) judged = folds.splits.front().validation;
  const LabelledRows labels = data.training.gather(judged);
  VectorD logit(static_cast<Index>(judged.size()));
  for (std::size_t i = 0; i < judged.size(); ++i) logit[static_cast<Index>(i)] = bag.held_out[judged[i]] - shift;
  model.calibration = fit_calibration(logit, labels.target, labels.weight);
  candidate.held_out = {(model.calibration.intercept + model.calibration.slope * logit.array()).matrix(), labels.target,
                        labels.weight, folds.described};
  shift_output_bias(bag.networks.front(), -shift);
  model.members.push_back({0, 1.0, std::move(bag.networks.front())});
  if (interrupted) {
    model.report.verdict = "Interrupted: the network without the first fold is kept";
    return candidate;
  }
  train_on_all_rows(data, std::move(all), hidden, epochs, model,
                    [&](int epoch) { return mean_validation_loss(bag, epoch); });
  return candidate;
}

/// As the config says; where it does not, small data get folds unless it asks for something that they would replace.
int folds_for(const TrainingData& data) {
  const TrainingConfig& config = data.config.training;
  const bool judged_otherwise = data.validation.table != nullptr || !data.training.time.empty();
  const auto positives = static_cast<Index>((data.training.target.array() > Scalar{0.5}).count());
  const Index rarer = std::min(positives, data.training.size() - positives);
  if (config.folds) {
    if (*config.folds == 0) return 0;
    if (data.validation.table != nullptr) throw UsageError("training.folds and a file to validate on: give one");
    if (*config.folds > rarer) {
      throw UsageError("training.folds " + std::to_string(*config.folds) + ": the rarer class has " +
                       std::to_string(rarer) + (rarer == 1 ? " row" : " rows"));
    }
    return *config.folds;
  }
  const bool usual = config.refit && config.early_stopping && config.time_budget.empty() &&
                     config.validation_fraction == TrainingConfig().validation_fraction;
  if (judged_otherwise || !usual || data.training.size() >= kMostFoldedRows || rarer < 2) return 0;
  return static_cast<int>(std::min<Index>(kFolds, rarer));
}

}  // namespace

Candidate train_by_minibatches(const TrainingData& data, const std::string& recipe,
                               const std::vector<LayerSpec>& hidden) {
  const int folds = folds_for(data);
  return folds > 0 ? train_by_folds(data, recipe, hidden, folds) : train_by_holdout(data, recipe, hidden);
}

Candidate train_mlp(const TrainingData& data) {
  return train_by_minibatches(data, "mlp", data.config.model.layers);
}

}  // namespace binet
