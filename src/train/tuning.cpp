#include "train/tuning.hpp"

#include "base/counted.hpp"
#include "base/setting_error.hpp"
#include "binet/base/error.hpp"
#include "eval/log_loss.hpp"
#include "linear/example_sample.hpp"
#include "train/mean_difference.hpp"
#include "train/resampling.hpp"
#include "train/trial_config.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

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
    require_two_of_each_class();
    judge_start();
    while (may_begin_a_trial()) run_round();
    return finish();
  }

 private:
  bool interrupted() const { return observer_.stop_requested && observer_.stop_requested(); }
  double elapsed() const { return std::chrono::duration<double>(Clock::now() - observer_.started).count(); }
  /// With fewer, a fold would be fitted to rows of one class.
  void require_two_of_each_class() const {
    const LabelledRows& rows = search_rows_.training;
    const Index least = detail::rarer_class_size(rows.target);
    if (least >= 2) return;
    const bool few_positives = (rows.target.array() > Scalar{0.5}).count() == least;
    throw Error(rows.table->source + ": class \"" + (few_positives ? all_.target.positive : all_.target.negative) +
                "\" has " + counted(least, "row") + (fresh().size() > 0 ? " besides those held out" : "") +
                "; tune expects at least 2");
  }
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
    start_trial_ = result_.best;
    model_of_start_ = result_.model;
    fresh_logit_of_start_ = fresh_logit_;
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
    if (fresh().size() > 0) fresh_logit_ = result_.model.logits(*fresh().table, fresh().rows);
    if (observer_.better) observer_.better(result_.best, result_.model);
  }

  const LabelledRows& fresh() const { return holdout_.held_out; }

  std::vector<double> fresh_losses(const VectorD& logit) const {
    std::vector<double> losses;
    for (Index i = 0; i < fresh().size(); ++i)
      losses.push_back(log_loss_of_logit(logit[i], static_cast<double>(fresh().target[i])));
    return losses;
  }

  /// Mean of losses of fresh rows minus other ones, and its standard error.
  MeanDifference fresh_mean(const std::vector<double>& losses, const std::vector<double>& others) const {
    const std::span<const Scalar> weights = fresh().weights();
    return mean_difference(losses, others, std::vector<double>(weights.begin(), weights.end()), fresh().group);
  }

  /// If fresh rows do not confirm the choice of the folds, the initial config is kept, since nothing selected it.
  void judge_by_fresh_rows() {
    result_.fresh_count = fresh().size();
    if (result_.fresh_count == 0) return;
    const std::vector<double> nothing(static_cast<std::size_t>(result_.fresh_count));
    const std::vector<double> start = fresh_losses(fresh_logit_of_start_), trial = fresh_losses(fresh_logit_);
    result_.fresh_log_loss_of_start = fresh_mean(start, nothing).mean;
    std::vector<double> kept = start;
    if (result_.best.number > 0) {
      result_.fresh_log_loss_of_trial = fresh_mean(trial, nothing).mean;
      kept = losses_of_kept(start, trial);
      if (*result_.fresh_log_loss_of_trial > result_.fresh_log_loss_of_start) {
        result_.refuted = std::exchange(result_.best, start_trial_);
        result_.model = std::move(model_of_start_);
      }
    }
    const MeanDifference judged = fresh_mean(kept, nothing);
    result_.fresh_log_loss = judged.mean;
    result_.fresh_error = judged.standard_error;
  }

  /// The losses of each half of the fresh rows under the config that the other half keeps.
  std::vector<double> losses_of_kept(const std::vector<double>& start, const std::vector<double>& trial) const {
    std::vector<double> kept(start.size());
    for (const Split& half : halves(all_, holdout_.places)) {
      double difference = 0;
      for (const Index i : half.training) {
        const auto row = static_cast<std::size_t>(i);
        difference +=
            (fresh().weight.size() == 0 ? 1 : static_cast<double>(fresh().weight[i])) * (trial[row] - start[row]);
      }
      const std::vector<double>& chosen = difference > 0 ? start : trial;
      for (const Index i : half.validation) kept[static_cast<std::size_t>(i)] = chosen[static_cast<std::size_t>(i)];
    }
    return kept;
  }

  /// Rows of the search have chosen the settings, and also give the held-out metrics of the model.
  std::string note_on_choice() const {
    std::string note = "the settings are the best of " + std::to_string(result_.trials) +
                       " trials of tune on these rows: the held-out metrics are optimistic";
    if (result_.fresh_count == 0) return note;
    std::array<char, 96> text{};
    std::snprintf(text.data(), text.size(), "; rows that did not choose them give log loss %.4f ± %.4f",
                  result_.fresh_log_loss, result_.fresh_error);
    return note + text.data();
  }

  Tuning finish() {
    judge_by_fresh_rows();
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
    if (result_.best.number > 0) result_.model.report.notes.push_back(note_on_choice());
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
  VectorD fresh_logit_, fresh_logit_of_start_;  ///< of the fresh rows by the best model of the folds and the first one
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
