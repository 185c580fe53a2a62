#include "model/member.hpp"
#include "model/platt_scaling.hpp"
#include "train/candidate.hpp"
#include "train/checkpoint.hpp"
#include "train/evidence.hpp"
#include "train/initial_weights.hpp"
#include "train/resampling.hpp"
#include "train/sequence_baseline.hpp"
#include "train/single_network.hpp"
#include "train/stuck_network.hpp"
#include "train/time_budget.hpp"
#include "train/verdict.hpp"

#include <algorithm>
#include <cstdio>

namespace binet::detail {
namespace {

EpochCallback forward_epochs(const TrainingObserver& observer, const TimeBudget& budget, int epochs,
                             const Network& network, const Examples& training) {
  return [&observer, &budget, epochs, &network, &training](const EpochRecord& record) {
    if (observer.network) observer.network(TrainingMoment::epoch, record.epoch, network, training);
    if (observer.epoch) observer.epoch(record, epochs);
    return !budget.stop_requested();
  };
}

void fill_report(TrainingReport& report, const TrainingSummary& summary, bool validated,
                 const NetworkTrainingSettings& settings) {
  report.epochs = summary.epochs.empty() ? 0 : summary.epochs.back().epoch;
  report.best_epoch = summary.best_epoch;
  report.l1 = settings.l1;
  report.l2 = settings.l2;
  if (!summary.epochs.empty()) report.verdict = verdict_on(summary, validated);
}

TrainingGoal goal_of(const TrainingSummary& summary, const Examples& training,
                     const NetworkTrainingSettings& settings) {
  TrainingGoal goal{.epochs = summary.best_epoch, .loss = summary.best_loss};
  goal.base_loss = base_loss(training, loss(settings.loss), settings.loss_settings);
  if (summary.epochs.empty()) return goal;
  goal.longest = summary.epochs.back().epoch;
  goal.least_loss = std::ranges::min(summary.epochs, {}, &EpochRecord::loss).loss;
  return goal;
}

}  // namespace

Candidate train_by_holdout(const TrainingData& data, const std::string& recipe, const std::vector<LayerSpec>& hidden) {
  const Config& config = data.config;
  const Holdout holdout = hold_out(data);
  const bool validated = !holdout.described.empty();
  const ClassFactors factors = class_factors(config.loss, holdout.fit);
  NetworkTrainingSettings settings = network_training_settings(config, holdout.fit.size());

  Candidate candidate;
  Classifier& model = candidate.model;
  model.schema = infer_schema(*holdout.fit.table, data.target, data.not_features, holdout.fit.rows,
                              holdout.fit.weights(), data.sequence);
  model.report.recipe = recipe;
  model.report.notes = notes_on_columns(data, model.schema);
  model.encoders = {Encoder::fit(model.schema, *holdout.fit.table, holdout.fit.rows, network_encoding(config, hidden),
                                 holdout.fit.weights())};
  const Encoder& encoder = model.encoders[0];
  const Examples training = make_examples(encoder, holdout.fit, factors);
  const Examples validation = validated ? make_examples(encoder, holdout.held_out, factors) : Examples();

  Network network(encoder.shape(), hidden);
  Random random = random_stream(config, RandomStream::initialization);
  initialize_network(network, training, config.model.initializer, random);
  if (!config.model.weights.empty()) load_weights(config.model.weights, network);
  const TimeBudget budget(data);
  const std::string cut = cut_to_budget(settings, budget, network, training, validated ? &validation : nullptr);
  if (!cut.empty()) model.report.notes.push_back(cut);
  if (data.observer.network) data.observer.network(TrainingMoment::start, 0, network, training);
  if (data.checkpoints != nullptr) data.checkpoints->use_networks(1);
  const TrainingSummary summary = train_network(
      network, training, validated ? &validation : nullptr, settings,
      forward_epochs(data.observer, budget, settings.epochs, network, training),
      continuation_in(data.checkpoints, 0, data.observer.stop_requested));
  if (data.observer.network) data.observer.network(TrainingMoment::end, summary.best_epoch, network, training);
  shift_output_bias(network, -factors.logit_shift());
  fill_report(model.report, summary, validated, settings);
  candidate.curves = learning_curves({&summary, 1}, "training");
  const TrainingGoal goal = goal_of(summary, training, settings);
  std::string note = summary.interrupted
                         ? ""
                         : note_on_stuck_network(encoder.shape(), training, goal, config.model.initializer);
  const bool learns = validated && encoder.shape().one_hot_size() > 0;
  if (note.empty() && learns) note = note_on_best_epoch(goal, settings.epochs);
  if (!note.empty()) model.report.notes.push_back(note);
  if (validated) {
    const VectorD logit = compute_logits(network, validation.features).cast<double>();
    model.calibration = fit_calibration(logit, holdout.held_out.target, holdout.held_out.weight,
                                        calibration_shrinkage(config.loss));
    candidate.held_out = HeldOut::of_holdout(data, holdout, model.calibration.apply(logit));
    if (data.sequence.used()) candidate.held_out.logistic_logit = baseline_of(data, holdout.fit, holdout.held_out);
  }
  model.members.push_back({0, 1.0, std::move(network)});
  const bool part_of_training = !holdout.places.empty();
  if (part_of_training && config.training.refit && config.training.time_budget.empty() && !summary.interrupted) {
    train_on_all_rows(data, AllRows(data, hidden), hidden, goal, candidate);
  }
  return candidate;
}

}  // namespace binet::detail
