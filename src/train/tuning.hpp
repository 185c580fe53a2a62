#pragma once

#include "binet/train/recipe.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace binet {

/// When a search ends: whichever comes first; a number that is 0 sets no bound.
struct TuningBudget {
  int trials = 0;
  double seconds = 0;  ///< of the whole run, from TuningObserver::started
};

/// One config of the search, with its log loss on the folds it has been judged on so far.
struct Trial {
  int number = 0;  ///< 0: the config the search starts from
  Config config;
  int folds = 0;
  double log_loss = 0;  ///< mean over the rows of those folds
};

struct TuningObserver {
  std::function<void(const Trial&)> judged;  ///< after every step of a trial
  /// A trial judged on all folds that is better than all before it, and its model, trained on all rows of the search.
  std::function<void(const Trial&, const Classifier&)> better;
  std::function<bool()> stop_requested;
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
};

struct Tuning {
  int trials = 0;    ///< begun
  Trial best;        ///< its log_loss is optimistic: it was chosen for it
  Classifier model;  ///< of the best config, trained on all rows; of the rows of the search if interrupted
  bool interrupted = false;
  std::string fresh_rows;  ///< "20 % held out": the rows below, which the search has not seen
  Index fresh_count = 0;
  double fresh_log_loss = 0, fresh_error = 0;  ///< of the best, trained without them; standard error
  double fresh_log_loss_of_start = 0;          ///< of the config the search started from
  /// The trial that the folds liked best, where fresh rows say that it is worse than the start: the start is kept.
  std::optional<Trial> refuted;
  double fresh_log_loss_of_refuted = 0;
};

/// Kinds of model, layers, rates, encodings and penalties at random around `config`, the first trial being the config
/// itself; of its own kind alone unless that is auto. Trials come in rounds of nine, judged on one fold, the best three
/// on two more, the best of those on all five (successive halving: Jamieson, Talwalkar 2016).
/// training.validation_fraction of the rows takes no part in the search, for an estimate that is not optimistic. The
/// same seed and bound of trials give the same search; a bound of time ends it wherever the machine has come to.
Tuning tune(const Config& config, const Table&, const TuningBudget&, const TuningObserver& = {});

}  // namespace binet
