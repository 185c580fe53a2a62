#include "base/every_index.hpp"
#include "linear/example_sample.hpp"
#include "math/folds.hpp"
#include "model/member.hpp"
#include "model/platt_scaling.hpp"
#include "sgd/kept_epochs.hpp"
#include "train/candidate.hpp"
#include "train/checkpoint.hpp"
#include "train/epoch_choice.hpp"
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

/// More logits are not kept: what so many rows choose together hardly depends on one of them.
constexpr Index kMostKeptLogits = 4'000'000;

/// The parts of the held-out rows, each of which is judged by what the others choose; empty if all choose and judge.
std::vector<int> judging_parts(const TrainingData& data, const Holdout& holdout,
                               const NetworkTrainingSettings& settings, std::vector<std::string>& notes) {
  const LabelledRows& rows = holdout.held_out;
  if (rows.size() * std::min(settings.epochs, kMostKeptEpochs) > kMostKeptLogits) return {};
  std::vector<int> part_of = holdout_parts(data, holdout);
  if (!part_of.empty()) return part_of;
  notes.push_back("the held-out rows that stop the network also judge it, since " +
                  std::string(rarer_class_size(rows.target) < 2 ? "one class has fewer than two of them"
                                                                : "all of them are of one group") +
                  ": expect worse metrics on new rows");
  return {};
}

/// The held-out logits, each part's after the epoch that is best for the other parts, and calibrated by them; `shift`
/// is what class weights add to the network's.
VectorD judge_by_others(const LabelledRows& rows, std::span<const int> part_of, const TrainingSummary& summary,
                        const Examples& examples, const NetworkTrainingSettings& settings, double shift,
                        double shrinkage) {
  const Split all{{}, every_index(rows.size())};
  const HeldOutCourse course{&all, &all.validation, &summary};
  const EpochChoice choice({&course, 1}, examples, part_of, settings);
  VectorD judged(rows.size());
  for (int part = 0; part < choice.parts(); ++part) {
    const VectorD logit = (course.after(choice.best_epoch_for(part)).cast<double>().array() - shift).matrix();
    const Split split = split_without(part_of, part);
    const LabelledRows others = rows.gather(split.training);
    const Calibration by_others = fit_calibration(logit(split.training), others.target, others.weight, shrinkage);
    judged(split.validation) = by_others.apply(logit(split.validation));
  }
  return judged;
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
  const std::vector<int> parts =
      validated ? judging_parts(data, holdout, settings, model.report.notes) : std::vector<int>();
  settings.keep_validation_logits = !parts.empty();
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
    const LabelledRows& rows = holdout.held_out;
    const double shrinkage = calibration_shrinkage(config.loss);
    model.calibration = fit_calibration(logit, rows.target, rows.weight, shrinkage);
    VectorD judged = parts.empty() ? model.calibration.apply(logit)
                                   : judge_by_others(rows, parts, summary, validation, settings,
                                                     factors.logit_shift(), shrinkage);
    candidate.held_out = HeldOut::of_holdout(data, holdout, std::move(judged));
    if (!parts.empty()) candidate.threshold_rows = candidate.held_out.with_logits(model.calibration.apply(logit));
    for (const int part : parts) candidate.held_out.fold.push_back(part + 1);
    candidate.held_out.ranked_in_folds = !parts.empty();
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
