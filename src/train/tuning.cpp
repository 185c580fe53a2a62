#include "train/tuning.hpp"

#include "base/setting_error.hpp"
#include "binet/base/error.hpp"
#include "eval/log_loss.hpp"
#include "train/resampling.hpp"
#include "train/trial_config.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace binet {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRound = 9;
constexpr std::array kFolds = {1, 3, 5};  ///< folds evaluated by the end of each step; a third of the trials continues
constexpr int kKeptOf = 3;

/// Log losses on rows that the model was not fitted to.
MeanSums losses_of(const Classifier& model, const LabelledRows& rows) {
  return log_loss_sums(model.logits(*rows.table, rows.rows), rows.target, rows.weight);
}

/// A trial in progress.
struct Candidacy {
  Trial trial;
  MeanSums losses;
};

class Search {
 public:
  Search(const Config& start, const Table& table, const TuningBudget& budget, const TuningObserver& observer)
      : start_(start),
        budget_(budget),
        observer_(observer),
        all_(prepare_training_data(start_, table, nullptr)),
        holdout_(hold_out(all_)),
        search_rows_{start_, silent_, all_.target, all_.not_features, holdout_.fit, {}},
        folds_(cross_validation_folds(search_rows_, kFolds.back())) {
    silent_.stop_requested = [this] { return must_stop(); };
  }

  Tuning run() {
    judge_start();
    while (may_begin_a_trial()) run_round();
    return finish();
  }

 private:
  bool interrupted() const { return observer_.stop_requested && observer_.stop_requested(); }
  double elapsed() const { return std::chrono::duration<double>(Clock::now() - observer_.started).count(); }
  /// The final training on all rows must fit, too.
  bool out_of_time() const { return budget_.seconds > 0 && elapsed() + 1.5 * seconds_of_best_ > budget_.seconds; }
  bool must_stop() const { return interrupted() || (has_best_ && out_of_time()); }
  bool may_begin_a_trial() const {
    return !must_stop() && (budget_.trials == 0 || result_.trials < budget_.trials) &&
           budget_.trials + budget_.seconds > 0;
  }

  TrainingData data_for(const Config& config, const LabelledRows& rows) const {
    return {config, silent_, all_.target, all_.not_features, rows, {}};
  }

  Candidacy begin_trial(Config config) { return {{.number = result_.trials++, .config = std::move(config)}, {}}; }

  /// Evaluates the initial config on all folds, so that there is a best one from the beginning.
  void judge_start() {
    Candidacy start = begin_trial(start_);
    if (!judge(start, kFolds.back()))
      throw Interrupted("interrupted before the end of the first trial; nothing is saved");
    take_best(start);
    result_.fresh_log_loss_of_start = result_.fresh_log_loss;
    start_trial_ = result_.best;
    model_of_start_ = result_.model;
    fresh_error_of_start_ = result_.fresh_error;
  }

  void run_round() {
    std::vector<Candidacy> round;
    for (std::size_t step = 0; step < kFolds.size(); ++step) {
      const std::size_t count = step == 0 ? static_cast<std::size_t>(kRound) : (round.size() + kKeptOf - 1) / kKeptOf;
      for (std::size_t i = 0; i < count; ++i) {
        if (step == 0) {
          if (!may_begin_a_trial()) break;
          Random random = random_stream(start_, RandomStream::tuning).split(static_cast<std::uint64_t>(result_.trials));
          round.push_back(begin_trial(draw_trial_config(start_, random)));
        }
        if (!judge(round[i], kFolds[step])) return;
      }
      if (step > 0) round.resize(std::min(round.size(), count));
      std::ranges::stable_sort(round, {}, [](const Candidacy& c) { return c.trial.log_loss; });
    }
    if (!round.empty() && round.front().trial.log_loss < result_.best.log_loss) take_best(round.front());
  }

  /// Evaluates the folds up to `folds`; false if the search was stopped. A config that cannot be trained counts as the
  /// worst.
  bool judge(Candidacy& candidacy, int folds) {
    Trial& trial = candidacy.trial;
    while (trial.folds < folds) {
      const Split split = folds_.split(trial.folds);
      try {
        const Classifier model = train(data_for(trial.config, search_rows_.training.gather(split.training)));
        if (must_stop()) return false;
        candidacy.losses += losses_of(model, search_rows_.training.gather(split.validation));
        trial.log_loss = candidacy.losses.mean();
      } catch (const Error&) {
        if (trial.number == 0) throw;
        trial.log_loss = std::numeric_limits<double>::infinity();
      }
      ++trial.folds;
    }
    if (observer_.judged) observer_.judged(trial);
    return true;
  }

  /// Trains on all rows of the search and evaluates on the fresh rows.
  void take_best(const Candidacy& candidacy) {
    const auto begin = Clock::now();
    Classifier model = train(data_for(candidacy.trial.config, holdout_.fit));
    if (has_best_ && must_stop()) return;
    seconds_of_best_ = std::chrono::duration<double>(Clock::now() - begin).count();
    has_best_ = true;
    result_.best = candidacy.trial;
    result_.model = std::move(model);
    result_.fresh_count = holdout_.held_out.size();
    if (result_.fresh_count > 0) {
      const MeanSums fresh = losses_of(result_.model, holdout_.held_out);
      result_.fresh_log_loss = fresh.mean();
      result_.fresh_error = fresh.standard_error();
    }
    if (observer_.better) observer_.better(result_.best, result_.model);
  }

  /// If fresh rows do not confirm the choice of the folds, the initial config is kept, since nothing selected it.
  void refute_worse() {
    if (result_.fresh_count == 0 || !(result_.fresh_log_loss > result_.fresh_log_loss_of_start)) return;
    result_.refuted = std::exchange(result_.best, start_trial_);
    result_.fresh_log_loss_of_refuted = std::exchange(result_.fresh_log_loss, result_.fresh_log_loss_of_start);
    result_.fresh_error = fresh_error_of_start_;
    result_.model = std::move(model_of_start_);
  }

  Tuning finish() {
    refute_worse();
    result_.fresh_rows = holdout_.described;
    result_.interrupted = interrupted();
    if (!result_.interrupted) {
      TrainingObserver unhurried;
      unhurried.stop_requested = observer_.stop_requested;
      const TrainingData data{result_.best.config, unhurried, all_.target, all_.not_features, all_.training, {}};
      Classifier model = train(data);
      result_.interrupted = interrupted();
      if (!result_.interrupted) result_.model = std::move(model);
    }
    return std::move(result_);
  }

  Config start_;
  TuningBudget budget_;
  const TuningObserver& observer_;
  TrainingObserver silent_;
  TrainingData all_;
  Holdout holdout_;
  TrainingData search_rows_;
  Folds folds_;
  Tuning result_;
  Trial start_trial_;
  Classifier model_of_start_;
  double fresh_error_of_start_ = 0;
  bool has_best_ = false;
  double seconds_of_best_ = 0;
};

}  // namespace

Tuning tune(const Config& config, const Table& table, const TuningBudget& budget, const TuningObserver& observer) {
  if (!config.training.time_budget.empty())
    throw SettingError("training.time_budget", " does not apply to tune; give tune's --budget");
  return Search(config, table, budget, observer).run();
}

}  // namespace binet
