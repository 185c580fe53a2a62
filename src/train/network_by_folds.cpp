#include "sgd/kept_epochs.hpp"
#include "train/evidence.hpp"
#include "train/held_out_correction.hpp"
#include "train/mixture_choice.hpp"
#include "train/resampling.hpp"
#include "train/sequence_baseline.hpp"
#include "train/single_network.hpp"
#include "train/stuck_network.hpp"
#include "train/verdict.hpp"

#include <algorithm>
#include <limits>

namespace binet::detail {
namespace {

/// Mean validation loss of the networks after an epoch; networks that have stopped count with their last one.
double mean_validation_loss(const FoldEnsemble& ensemble, int epoch) {
  double sum = 0;
  for (const TrainingSummary& summary : ensemble.summaries) {
    const auto after = std::ranges::find_if(summary.epochs, [&](const EpochRecord& r) { return r.epoch >= epoch; });
    sum += (after == summary.epochs.end() ? summary.epochs.back() : *after).validation_loss;
  }
  return sum / static_cast<double>(ensemble.summaries.size());
}

/// Mean training loss of the networks in an epoch; networks that have stopped count with their last one.
double mean_training_loss(const FoldEnsemble& ensemble, int epoch) {
  double sum = 0;
  for (const TrainingSummary& summary : ensemble.summaries) {
    const auto at = std::ranges::find_if(summary.epochs, [&](const EpochRecord& r) { return r.epoch >= epoch; });
    sum += (at == summary.epochs.end() ? summary.epochs.back() : *at).loss;
  }
  return sum / static_cast<double>(ensemble.summaries.size());
}

/// The epoch after which the networks together predict their held-out rows best. Only epochs that at least half of the
/// networks reached count; later means would depend on the few that kept improving.
TrainingGoal find_goal(const FoldEnsemble& ensemble, const Examples& examples,
                       const NetworkTrainingSettings& settings) {
  TrainingGoal goal;
  std::vector<int> lengths;
  for (const TrainingSummary& summary : ensemble.summaries) lengths.push_back(summary.epochs.back().epoch);
  std::ranges::sort(lengths);
  goal.longest = lengths.back();
  double least = std::numeric_limits<double>::infinity();
  goal.least_loss = least;
  for (const int epoch : kept_epochs(goal.longest)) {
    if (epoch > lengths[lengths.size() / 2]) break;
    goal.least_loss = std::min(goal.least_loss, mean_training_loss(ensemble, epoch));
    const double now = mean_validation_loss(ensemble, epoch);
    if (now >= least) continue;
    least = now;
    goal.epochs = epoch;
  }
  goal.loss = mean_training_loss(ensemble, goal.epochs);
  goal.base_loss = base_loss(examples, loss(settings.loss), settings.loss_settings);
  return goal;
}

std::vector<int> sorted_best_epochs(const FoldEnsemble& ensemble) {
  std::vector<int> epochs;
  for (const TrainingSummary& summary : ensemble.summaries) epochs.push_back(summary.best_epoch);
  std::ranges::sort(epochs);
  return epochs;
}

}  // namespace

Candidate train_by_folds(const TrainingData& data, const std::string& recipe, const std::vector<LayerSpec>& hidden,
                         int count) {
  const Config& config = data.config;
  const JudgingParts parts = ensemble_parts(data, count, count);
  const std::vector<Split> folds = parts.leave_out(count, true);
  const double shift = class_factors(config.loss, data.training).logit_shift();
  AllRows all(data, hidden);
  const NetworkTrainingSettings settings = network_training_settings(config, data.training.size());
  FoldEnsemblePlan plan{recipe, 0, hidden, settings};
  plan.copies = static_cast<int>(folds.size());
  plan.initializer = config.model.initializer;
  plan.weights = config.model.weights;
  plan.rates_by_fan_in = false;
  const TrainingObserver of_folds{.stop_requested = data.observer.stop_requested};
  const Random random = random_stream(config, RandomStream::initialization);
  FoldEnsemble ensemble =
      std::move(train_fold_ensembles({&plan, 1}, {&all.encoded, 1}, folds, parts.of_row,
                                     positive_share(all.encoded.examples), random, of_folds, data.checkpoints)[0]);
  const bool interrupted = std::ranges::any_of(ensemble.summaries, &TrainingSummary::interrupted);
  const std::vector<int> best = sorted_best_epochs(ensemble);
  const TrainingGoal goal = find_goal(ensemble, all.encoded.examples, settings);

  Candidate candidate;
  Classifier& model = candidate.model;
  model.schema = all.schema;
  model.encoders = {all.encoder};
  model.report.recipe = recipe;
  model.report.notes = notes_on_columns(data, model.schema);
  model.report.epochs = model.report.best_epoch = goal.epochs;
  model.report.l1 = settings.l1;
  model.report.l2 = settings.l2;
  candidate.curves = learning_curves(ensemble.summaries, "folds");
  model.report.verdict = verdict_on_folds(best, goal.epochs);
  std::string note =
      interrupted ? "" : note_on_stuck_network(all.encoded.shape, all.encoded.examples, goal, plan.initializer);
  if (note.empty() && all.encoded.shape.one_hot_size() > 0) note = note_on_best_epoch(goal, settings.epochs);
  if (!note.empty()) model.report.notes.push_back(note);
  const std::vector<Index> left_out = left_out_rows(folds);
  std::vector<Index> places = judged_places({&ensemble.judged});
  if (interrupted) {
    const std::vector<Index>& of_first = folds.front().validation;
    std::erase_if(places, [&](Index place) {
      return !std::ranges::binary_search(of_first, left_out[static_cast<std::size_t>(place)]);
    });
  }
  const std::vector<Index> judged = pick(left_out, places);
  JudgedParts by_rows{{}, {}, data.training.gather(judged), {}, false, calibration_shrinkage(config.loss)};
  for (const Index row : judged) by_rows.part_of.push_back(parts.of_row[static_cast<std::size_t>(row)]);
  by_rows.folds_of_groups = !parts.together && !data.config.data.group.empty() && !data.sequence.used();
  by_rows.logits = {(pick(ensemble.judged, places).array() - shift).matrix()};
  const MixtureChoice choice = choose_mixture(by_rows, EnsembleConfig());
  model.calibration = choice.mixture.calibration;
  candidate.held_out = HeldOut::of_some(data.training, judged, choice.logit, parts.described);
  candidate.held_out.shares_known = !parts.together;
  // A sequence's network is compared with a baseline on the same folds, which stays as it is.
  if (!data.sequence.used() && enough_to_correct(data.training))
    candidate.held_out.fitted_share = parts.share_known_without_part(true);
  for (const int part : by_rows.part_of) candidate.held_out.fold.push_back(part + 1);
  candidate.held_out.ranked_in_folds = true;
  if (data.sequence.used() && !interrupted)
    candidate.held_out.logistic_logit = baseline_by_folds(data, folds)(judged);
  shift_output_bias(ensemble.networks.front(), -shift);
  model.members.push_back({0, 1.0, std::move(ensemble.networks.front())});
  if (interrupted) {
    model.report.verdict = verdict_on_first_fold_alone();
    return candidate;
  }
  train_on_all_rows(data, std::move(all), hidden, goal, candidate,
                    [&](int epoch) { return mean_validation_loss(ensemble, epoch); });
  return candidate;
}

}  // namespace binet::detail
