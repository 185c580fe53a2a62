#pragma once

#include "binet/config/config.hpp"
#include "binet/table/table.hpp"
#include "binet/train/recipe.hpp"
#include "explain/importance.hpp"

#include <string>
#include <vector>

namespace binet {

/// Permutation importance of training rows by models that have not seen them.
struct FoldImportance {
  std::string described;                ///< "5-fold cross-validation", …
  double log_loss = 0;                  ///< of all rows, each predicted by the model of its fold
  Index rows = 0;
  std::vector<ColumnImportance> items;  ///< by falling mean
};

/// Trains one model per fold of judged_folds, on the other folds, and computes column_importance on the fold. The
/// figures are means over the folds, weighted by their rows; a column that a fold's model does not use adds 0 there.
/// Errors over rows are those of the weighted mean of independent folds. Throws as cross_validate and
/// column_importance.
FoldImportance fold_importance(const Config&, const Table&, int k, const ImportanceSettings&, const TrainingObserver&);

}  // namespace binet
