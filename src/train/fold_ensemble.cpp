#include "train/fold_ensemble.hpp"

#include "binet/base/parallel.hpp"
#include "math/sigmoid.hpp"
#include "train/checkpoint.hpp"
#include "train/epoch_choice.hpp"
#include "train/initial_weights.hpp"
#include "train/network_recipe.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
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
};

/// Reports epochs of parallel fits one at a time, numbered across all of them. How many there will be is expected from
/// the share of its epochs after which a finished fit stopped.
class SharedProgress {
 public:
  SharedProgress(std::span<const FoldEnsemblePlan> plans, const TrainingObserver& observer) : observer_(observer) {
    for (const FoldEnsemblePlan& plan : plans) {
      planned_ += static_cast<double>(plan.copies) * plan.training.epochs;
      networks_ += plan.copies;
    }
  }

  bool report(EpochRecord record) {
    const std::lock_guard lock(mutex_);
    record.epoch = ++done_;
    record.network = std::min(finished_ + 1, networks_);
    record.networks = networks_;
    if (observer_.epoch) observer_.epoch(record, std::max(done_, expected_epochs()));
    return !observer_.should_stop();
  }

  void finish(int planned, int trained) {
    const std::lock_guard lock(mutex_);
    ++finished_;
    finished_planned_ += planned;
    finished_trained_ += trained;
  }

 private:
  int expected_epochs() const {
    const double share = finished_planned_ > 0 ? finished_trained_ / finished_planned_ : 1;
    return static_cast<int>(std::lround(finished_trained_ + share * (planned_ - finished_planned_)));
  }

  const TrainingObserver& observer_;
  std::mutex mutex_;
  double planned_ = 0, finished_planned_ = 0, finished_trained_ = 0;  ///< epochs
  int networks_ = 0, finished_ = 0, done_ = 0;
};

std::vector<Fit> list_fits(std::span<const FoldEnsemblePlan> plans) {
  std::vector<Fit> fits;
  for (std::size_t plan = 0; plan < plans.size(); ++plan) {
    for (int copy = 0; copy < plans[plan].copies; ++copy) fits.push_back({plan, copy});
  }
  return fits;
}

/// The fold's training rows, or as many of them as the plan allows with the same class shares.
Examples training_examples(const Split& fold, const FoldEnsemblePlan& plan, const Examples& examples,
                           const Random& random) {
  const auto rows = static_cast<Index>(fold.training.size());
  if (plan.most_rows == 0 || plan.most_rows >= rows) return examples.gather(fold.training);
  Vector target(rows);
  for (Index i = 0; i < rows; ++i) target[i] = examples.target[fold.training[static_cast<std::size_t>(i)]];
  const double share = static_cast<double>(plan.most_rows) / static_cast<double>(rows);
  std::vector<Index> drawn = stratified_holdout(target, share, random).validation;
  for (Index& row : drawn) row = fold.training[static_cast<std::size_t>(row)];
  return examples.gather(drawn);
}

Fitted train_without(const Split& fold, const FoldEnsemblePlan& plan, const EncodedRows& rows, double prior,
                     Random random, SharedProgress& progress, const TrainingContinuation& continuation) {
  const Examples training = training_examples(fold, plan, rows.examples, random.split(kSampleStream));
  const Examples held_out = rows.examples.gather(fold.validation);
  Fitted fitted{Network(rows.shape, plan.layers), {}};
  initialize_network(fitted.network, training.features, prior, plan.initializer, random);
  if (!plan.weights.empty()) load_weights(plan.weights, fitted.network);
  NetworkTrainingSettings settings = plan.training;
  settings.seed = random.next();
  settings.keep_validation_logits = true;
  settings.rates = parameter_rates(fitted.network, plan.bias_rate, plan.scale_rate, plan.rates_by_fan_in);
  fitted.summary = train_network(
      fitted.network, training, &held_out, settings, [&](const EpochRecord& record) { return progress.report(record); },
      continuation);
  progress.finish(settings.epochs, fitted.summary.epochs.back().epoch);
  return fitted;
}

/// For each row of left_out_rows, the mixture of the networks of one plan that did not see it.
class HeldOutMixture {
 public:
  explicit HeldOutMixture(std::size_t rows)
      : positive_(VectorD::Zero(static_cast<Index>(rows))), negative_(positive_) {}

  void add(Index place, double logit) {
    positive_[place] += sigmoid(logit);
    negative_[place] += sigmoid(-logit);
  }
  /// NaN where every network saw the row.
  VectorD logits() const { return (positive_.array().log() - negative_.array().log()).matrix(); }

 private:
  VectorD positive_, negative_;
};

/// The predictions of networks for rows they did not see, where the row has no influence on the choice of the epoch.
class UnseenPredictions {
 public:
  /// `rows`: number of left_out_rows.
  UnseenPredictions(std::span<const HeldOutCourse> courses, const Examples& examples, std::span<const int> part_of,
                    std::size_t rows, const NetworkTrainingSettings& settings)
      : courses_(courses), part_of_(part_of), rows_(rows) {
    const EpochChoice choice(courses, examples, part_of, settings);
    for (int part = 0; part < choice.parts(); ++part) epochs_.push_back(choice.best_epoch_for(part));
  }

  VectorD judged() const {
    HeldOutMixture mixture(rows_);
    visit([&](Index place, double logit) { mixture.add(place, logit); });
    return mixture.logits();
  }

  /// See FoldEnsemble::judging.
  double judging() const {
    VectorD count = VectorD::Zero(static_cast<Index>(rows_));
    visit([&](Index place, double) { ++count[place]; });
    double rows = 0, inverses = 0;
    for (const double of_row : count) {
      if (of_row == 0) continue;
      ++rows;
      inverses += 1 / of_row;
    }
    return rows > 0 ? rows / inverses : 0;
  }

  /// See FoldEnsemble::judged_by_one.
  std::vector<VectorD> judged_by_one() const {
    std::vector<std::vector<double>> logits(rows_);
    visit([&](Index place, double logit) { logits[static_cast<std::size_t>(place)].push_back(logit); });
    std::size_t count = courses_.size();
    for (const std::vector<double>& of_row : logits) {
      if (!of_row.empty()) count = std::min(count, of_row.size());
    }
    if (count < 2) return {};
    const double none = std::numeric_limits<double>::quiet_NaN();
    std::vector<VectorD> by_one(count, VectorD::Constant(static_cast<Index>(logits.size()), none));
    for (std::size_t row = 0; row < logits.size(); ++row) {
      for (std::size_t k = 0; k < std::min(count, logits[row].size()); ++k)
        by_one[k][static_cast<Index>(row)] = logits[row][k];
    }
    return by_one;
  }

 private:
  /// Calls use(place among left_out_rows, logit) for each network and each row that it did not see.
  void visit(const std::function<void(Index, double)>& use) const {
    for (const HeldOutCourse& course : courses_) {
      const std::vector<Index>& rows = course.fold->validation;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto part = static_cast<std::size_t>(part_of_[static_cast<std::size_t>(rows[i])]);
        use((*course.places)[i], static_cast<double>(course.after(epochs_[part])[static_cast<Index>(i)]));
      }
    }
  }

  std::span<const HeldOutCourse> courses_;
  std::span<const int> part_of_;
  std::size_t rows_;
  std::vector<int> epochs_;  ///< of each part
};

/// The places of each fold's rows among left_out_rows.
std::vector<std::vector<Index>> places_among(const std::vector<Index>& rows, std::span<const Split> folds) {
  std::vector<std::vector<Index>> places;
  for (const Split& fold : folds) {
    std::vector<Index>& of_fold = places.emplace_back();
    of_fold.reserve(fold.validation.size());
    for (const Index row : fold.validation) of_fold.push_back(std::ranges::lower_bound(rows, row) - rows.begin());
  }
  return places;
}

}  // namespace

std::vector<Index> left_out_rows(std::span<const Split> folds) {
  std::size_t count = 0;
  for (const Split& fold : folds) count += fold.validation.size();
  std::vector<Index> rows;
  rows.reserve(count);
  for (const Split& fold : folds) rows.insert(rows.end(), fold.validation.begin(), fold.validation.end());
  std::ranges::sort(rows);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

std::vector<Index> judged_places(const std::vector<const VectorD*>& held_out) {
  std::vector<Index> places;
  places.reserve(static_cast<std::size_t>(held_out.front()->size()));
  for (Index i = 0; i < held_out.front()->size(); ++i) {
    if (std::ranges::none_of(held_out, [&](const VectorD* logits) { return std::isnan((*logits)[i]); }))
      places.push_back(i);
  }
  return places;
}

std::vector<Index> pick(std::span<const Index> rows, std::span<const Index> places) {
  std::vector<Index> some;
  some.reserve(places.size());
  for (const Index place : places) some.push_back(rows[static_cast<std::size_t>(place)]);
  return some;
}

VectorD pick(const VectorD& held_out, std::span<const Index> places) {
  VectorD some(static_cast<Index>(places.size()));
  for (std::size_t i = 0; i < places.size(); ++i) some[static_cast<Index>(i)] = held_out[places[i]];
  return some;
}

std::vector<FoldEnsemble> train_fold_ensembles(std::span<const FoldEnsemblePlan> plans,
                                               std::span<const EncodedRows> encodings, std::span<const Split> folds,
                                               std::span<const int> part_of, double prior, const Random& random,
                                               const TrainingObserver& observer, CheckpointStore* checkpoints) {
  const std::vector<Fit> fits = list_fits(plans);
  const auto fold_of = [&](const Fit& fit) -> const Split& {
    return folds[static_cast<std::size_t>(fit.copy) % folds.size()];
  };
  if (checkpoints != nullptr) checkpoints->use_networks(fits.size());
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
  std::vector<std::vector<HeldOutCourse>> courses(plans.size());
  const std::vector<Index> rows = left_out_rows(folds);
  const std::vector<std::vector<Index>> places = places_among(rows, folds);
  for (std::size_t i = 0; i < fits.size(); ++i) {
    const auto fold = static_cast<std::size_t>(fits[i].copy) % folds.size();
    courses[fits[i].plan].push_back({&folds[fold], &places[fold], &fitted[i]->summary});
  }
  for (std::size_t plan = 0; plan < plans.size() && !part_of.empty(); ++plan) {
    const Examples& examples = encodings[plans[plan].encoder].examples;
    const UnseenPredictions unseen(courses[plan], examples, part_of, rows.size(), plans[plan].training);
    ensembles[plan].judged = unseen.judged();
    ensembles[plan].judged_by_one = unseen.judged_by_one();
    ensembles[plan].judging = unseen.judging();
  }
  for (std::size_t plan = 0; plan < plans.size(); ++plan) {
    HeldOutMixture mixture(rows.size());
    for (const HeldOutCourse& course : courses[plan]) {
      const Vector& logits = course.summary->best_validation_logits;
      for (std::size_t i = 0; i < course.places->size(); ++i)
        mixture.add((*course.places)[i], static_cast<double>(logits[static_cast<Index>(i)]));
    }
    ensembles[plan].held_out = mixture.logits();
  }
  for (std::size_t i = 0; i < fits.size(); ++i) {
    FoldEnsemble& ensemble = ensembles[fits[i].plan];
    fitted[i]->summary.validation_logits.clear();
    fitted[i]->summary.best_validation_logits.resize(0);
    ensemble.networks.push_back(std::move(fitted[i]->network));
    ensemble.summaries.push_back(std::move(fitted[i]->summary));
  }
  return ensembles;
}

}  // namespace binet
