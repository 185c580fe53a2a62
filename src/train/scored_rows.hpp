#pragma once

#include "binet/model/evaluation.hpp"
#include "binet/train/cross_validation.hpp"
#include "train/resampling.hpp"
#include "train/training_data.hpp"

#include <functional>
#include <vector>

namespace binet {

/// The model's predictions of these rows.
ScoredRows score_rows(const Classifier&, const LabelledRows&);

/// All rows together; the threshold is the mean of the folds' thresholds.
ScoredRows pooled_rows(const std::vector<ScoredRows>& folds);

/// Mean of one value per fold and its standard error; NaN among the values is left out. The error is NaN if all folds
/// agree.
CrossValidation::Summary mean_over_folds(const std::vector<double>& values);

/// cross_validation_folds. Throws Error with fewer than k rows of a class.
Folds judged_folds(const TrainingData&, int k);

/// The rows to fit on and the rows to evaluate.
struct FoldRows {
  LabelledRows fitted, left_out;
};
FoldRows rows_of_fold(const TrainingData&, const Folds&, int fold);

/// True if encoded copies of the table are small; under a memory limit, if one per thread takes half of it at most.
bool folds_run_at_once(const Table&);
/// Calls run(0) to run(count − 1): in parallel only if folds_run_at_once.
void run_folds(const Table&, Index count, const std::function<void(Index)>& run);

}  // namespace binet
