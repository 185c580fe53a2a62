#pragma once

#include "binet/model/evaluation.hpp"
#include "binet/train/recipe.hpp"

#include <functional>
#include <vector>

namespace binet {

/// Metrics of models, each measured on rows it has not seen.
struct CrossValidation {
  std::string described;  ///< "5-fold cross-validation", "4 expanding windows by date"
  std::vector<ScoredRows> folds;
  ScoredRows pooled;  ///< all folds together; the threshold is the mean of the folds' thresholds

  /// Mean of a metric over the folds and its standard error, deviation / √k. Folds where it is undefined are left out.
  struct Summary {
    double mean = 0, standard_error = 0;  ///< NaN if too few folds have a value
    int folds = 0;                        ///< number of folds with a value
  };
  Summary summarize(const Metric&) const;
};

struct CrossValidationObserver {
  std::function<void(int fold, const ScoredRows&)> fold_done;  ///< called when a fold ends, one call at a time
  std::function<bool()> stop_requested;
};

/// For each of k folds, trains on all other rows as the config says, with everything fitted anew, and predicts the
/// fold. With data.group, no group is in two folds; with data.time, each of k windows is predicted from the rows before
/// it. Throws Error with fewer than k rows of a class, and Interrupted if asked to stop.
CrossValidation cross_validate(const Config&, const Table&, int k, const CrossValidationObserver& = {});

}  // namespace binet
