#include "train/fold_ensemble.hpp"

#include "binet/base/parallel.hpp"
#include "math/sigmoid.hpp"
#include "train/checkpoint.hpp"
#include "train/network_recipe.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>

namespace binet {

namespace {

constexpr std::uint64_t kSampleStream = 1;  ///< of a network's random numbers

/// One network to be trained.
struct Fit {
  std::size_t plan = 0;
  int copy = 0;
};

struct Fitted {
  Network network;
  TrainingSummary summary;
  Vector held_out_logits;
};

/// Passes epochs of concurrent fits on, one at a time, numbered across all of them.
class SharedProgress {
 public:
  SharedProgress(std::span<const FoldEnsemblePlan> plans, const TrainingObserver& observer) : observer_(observer) {
    for (const FoldEnsemblePlan& plan : plans) epochs_ += plan.copies * plan.training.epochs;
  }

  bool report(EpochRecord record) {
    const std::lock_guard lock(mutex_);
    record.epoch = ++done_;
    if (observer_.epoch) observer_.epoch(record, epochs_);
    return !observer_.should_stop();
  }

  /// A fit that stopped early leaves fewer epochs to wait for.
  void skip(int epochs) {
    const std::lock_guard lock(mutex_);
    epochs_ -= epochs;
  }

 private:
  const TrainingObserver& observer_;
  std::mutex mutex_;
  int epochs_ = 0;
  int done_ = 0;
};

std::vector<Fit> list_fits(std::span<const FoldEnsemblePlan> plans) {
  std::vector<Fit> fits;
  for (std::size_t plan = 0; plan < plans.size(); ++plan) {
    for (int copy = 0; copy < plans[plan].copies; ++copy) fits.push_back({plan, copy});
  }
  return fits;
}

/// As many of the fold's training rows as the plan allows, with the same shares of the classes.
Examples training_examples(const Split& fold, const FoldEnsemblePlan& plan, const Examples& examples, const Random& random) {
  const auto rows = static_cast<Index>(fold.training.size());
  if (plan.most_rows == 0 || plan.most_rows >= rows) return examples.gather(fold.training);
  Vector target(rows);
  for (Index i = 0; i < rows; ++i) target[i] = examples.target[fold.training[static_cast<std::size_t>(i)]];
  const double share = static_cast<double>(plan.most_rows) / static_cast<double>(rows);
  std::vector<Index> drawn = stratified_holdout(target, share, random).validation;
  for (Index& row : drawn) row = fold.training[static_cast<std::size_t>(row)];
  return examples.gather(drawn);
}

Fitted train_without(const Split& fold, const FoldEnsemblePlan& plan, const EncodedRows& rows, double prior, Random random,
                     SharedProgress& progress, const TrainingContinuation& continuation) {
  const Examples training = training_examples(fold, plan, rows.examples, random.split(kSampleStream));
  const Examples held_out = rows.examples.gather(fold.validation);
  Fitted fitted{Network(rows.shape, plan.layers), {}, {}};
  initialize_network(fitted.network, training.features, prior, plan.initializer, random);
  NetworkTrainingSettings settings = plan.training;
  settings.seed = random.next();
  settings.rates = parameter_rates(fitted.network, plan.bias_rate, plan.scale_rate, plan.rates_by_fan_in);
  fitted.summary = train_network(
      fitted.network, training, &held_out, settings, [&](const EpochRecord& record) { return progress.report(record); },
      continuation);
  progress.skip(settings.epochs - static_cast<int>(fitted.summary.epochs.size()));
  fitted.held_out_logits = compute_logits(fitted.network, held_out.features);
  return fitted;
}

/// The mixture, row by row, of the networks of one plan that did not see the row.
class HeldOutMixture {
 public:
  explicit HeldOutMixture(Index rows) : positive_(VectorD::Zero(rows)), negative_(VectorD::Zero(rows)) {}

  void add(std::span<const Index> rows, const Vector& logits) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto z = static_cast<double>(logits[static_cast<Index>(i)]);
      positive_[rows[i]] += sigmoid(z);
      negative_[rows[i]] += sigmoid(-z);
    }
  }
  /// NaN where every network saw the row.
  VectorD logits() const { return (positive_.array().log() - negative_.array().log()).matrix(); }

 private:
  VectorD positive_, negative_;
};

}  // namespace

std::vector<Index> judged_rows(const std::vector<const VectorD*>& held_out) {
  std::vector<Index> rows;
  for (Index i = 0; i < held_out.front()->size(); ++i) {
    if (std::ranges::none_of(held_out, [&](const VectorD* logits) { return std::isnan((*logits)[i]); }))
      rows.push_back(i);
  }
  return rows;
}

VectorD pick(const VectorD& held_out, std::span<const Index> rows) {
  VectorD some(static_cast<Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) some[static_cast<Index>(i)] = held_out[rows[i]];
  return some;
}

std::vector<FoldEnsemble> train_fold_ensembles(std::span<const FoldEnsemblePlan> plans, std::span<const EncodedRows> encodings,
                            std::span<const Split> folds, double prior, const Random& random,
                            const TrainingObserver& observer, CheckpointStore* checkpoints) {
  const std::vector<Fit> fits = list_fits(plans);
  const auto fold_of = [&](const Fit& fit) -> const Split& {
    return folds[static_cast<std::size_t>(fit.copy) % folds.size()];
  };
  std::vector<std::optional<Fitted>> fitted(fits.size());
  SharedProgress progress(plans, observer);
  parallel_for(static_cast<Index>(fits.size()), [&](Index i) {
    const Fit& fit = fits[static_cast<std::size_t>(i)];
    const FoldEnsemblePlan& plan = plans[fit.plan];
    const auto number = static_cast<std::size_t>(i);
    const TrainingContinuation continuation = continuation_in(checkpoints, number, observer.stop_requested);
    fitted[number] =
        train_without(fold_of(fit), plan, encodings[plan.encoder], prior, random.split(number), progress, continuation);
  });

  std::vector<FoldEnsemble> ensembles(plans.size());
  std::vector<HeldOutMixture> mixtures(plans.size(), HeldOutMixture(encodings.front().examples.rows()));
  for (std::size_t i = 0; i < fits.size(); ++i) {
    FoldEnsemble& ensemble = ensembles[fits[i].plan];
    mixtures[fits[i].plan].add(fold_of(fits[i]).validation, fitted[i]->held_out_logits);
    ensemble.networks.push_back(std::move(fitted[i]->network));
    ensemble.summaries.push_back(std::move(fitted[i]->summary));
  }
  for (std::size_t plan = 0; plan < plans.size(); ++plan) ensembles[plan].held_out = mixtures[plan].logits();
  return ensembles;
}

}  // namespace binet
