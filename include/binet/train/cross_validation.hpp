#pragma once

#include "binet/model/evaluation.hpp"
#include "binet/train/recipe.hpp"

#include <functional>
#include <vector>

namespace binet {

/// Figures of models each measured on rows it has not seen.
struct CrossValidation {
  std::string described;  ///< "5-fold cross-validation", "4 expanding windows by date"
  std::vector<ScoredRows> folds;
  ScoredRows pooled;  ///< all folds together; its threshold is the mean of the folds'

  /// Mean over folds of a metric, and its standard error: deviation / √k. Folds where it is undefined are left out.
  struct Summary {
    double mean = 0, standard_error = 0;  ///< NaN where no fold, or only one, has a value
    int folds = 0;                        ///< that have a value
  };
  Summary summarize(const Metric&) const;
};

struct CrossValidationObserver {
  std::function<void(int fold, const ScoredRows&)> fold_done;  ///< as folds end, never two at once
  std::function<bool()> stop_requested;
};

/// Trains as the config says on all rows but those of a fold, everything fitted anew, and predicts the fold; k times.
/// With data.group no group is in two folds; with data.time each of k windows is predicted from the rows before it.
/// Throws Error with fewer than k rows of either class, and Interrupted if asked to stop.
CrossValidation cross_validate(const Config&, const Table&, int k, const CrossValidationObserver& = {});

Json cross_validation_to_json(const CrossValidation&);

}  // namespace binet
