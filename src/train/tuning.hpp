#pragma once

#include "binet/train/recipe.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace binet {

/// The limits of a search; it ends at the first one reached. 0 means no limit.
struct TuningBudget {
  int trials = 0;
  double seconds = 0;  ///< of the whole run, from TuningObserver::started
};

/// One config of the search, with its log loss on the folds evaluated so far.
struct Trial {
  int number = 0;  ///< 0: the config the search starts from
  Config config;
  int folds = 0;
  double log_loss = 0;  ///< mean over the rows of those folds
};

struct TuningObserver {
  std::function<void(const Trial&)> judged;  ///< after every step of a trial
  /// A trial that is the best so far on all folds, and its model, trained on all rows of the search.
  std::function<void(const Trial&, const Classifier&)> better;
  std::function<bool()> stop_requested;
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
};

struct Tuning {
  int trials = 0;    ///< number of trials started
  Trial best;        ///< its log_loss is optimistic, because it was selected by it
  Classifier model;  ///< of the best config, trained on all rows; if interrupted, on the rows of the search
  bool interrupted = false;
  std::string fresh_rows;  ///< "20% held out": rows that the search has not seen, for the losses below
  Index fresh_count = 0;
  /// Of the config that is kept, trained without these rows, and its standard error. If a trial beat the initial config
  /// on the folds, fresh rows decide between the two; each half of them then judges the config that the other half
  /// keeps, so that no row judges its own choice.
  double fresh_log_loss = 0, fresh_error = 0;
  double fresh_log_loss_of_start = 0;             ///< of the initial config
  std::optional<double> fresh_log_loss_of_trial;  ///< of the trial that beat it on the folds
  /// That trial, if fresh rows show that it is worse than the initial config, which is then kept.
  std::optional<Trial> refuted;
};

/// Searches for settings: kinds of model, layers, rates, encodings and penalties at random around `config`, which is
/// the first trial; only its own kind of model unless that is auto. Trials come in rounds of nine: all are evaluated on
/// one fold, the best three on two more, and the best of these on all five (successive halving: Jamieson, Talwalkar
/// 2016). training.validation_fraction of the rows is left out of the search, for an unbiased estimate. The same seed
/// and number of trials give the same search; with a time limit, the search depends on the machine.
Tuning tune(const Config& config, const Table&, const TuningBudget&, const TuningObserver& = {});

}  // namespace binet
