#pragma once

#include "math/folds.hpp"
#include "train/training_data.hpp"

#include <string>
#include <vector>

namespace binet {

// Which rows a model is not fitted to, so that they can judge it: at random with equal shares of each class; with
// data.group whole groups; with data.time later rows than those it is fitted to.

struct Folds {
  std::vector<Split> splits;  ///< places in TrainingData::training
  std::string described;      ///< "5-fold cross-validation", "4 expanding windows by date", …
};

/// k folds; by time k expanding windows, which leave the earliest rows out of every validation part. Throws UsageError
/// for fewer groups or times than that takes, and Error where rows to fit on would be of one class.
Folds cross_validation_folds(const TrainingData&, int k);

/// Where the config asks for groups or times, the folds that the penalty of logistic regression is to be chosen by;
/// otherwise none, which leaves the choice of a method to the solver.
Folds penalty_folds(const TrainingData&);

/// The rows that judge an ensemble, in parts: each part is judged by what the rows of the others have chosen.
struct JudgingParts {
  std::vector<int> of_row;  ///< by place in TrainingData::training; −1: a row that every network may learn from
  int count = 0;
  bool together = false;  ///< every network leaves all of them out
  std::string described;  ///< "10-fold cross-validation", "20 % held out", …

  /// What up to `networks` networks leave out: a part and the next one, so that rows of one part stop a network that
  /// the other judges and every row is judged by two networks; a single part where there are fewer than five or `single`
  /// asks for it. Network c takes split c mod the number of splits.
  std::vector<Split> leave_out(int networks, bool single) const;
  /// How the rows judge something else: one split a part, or all parts together.
  std::vector<Split> splits() const;
};

/// Up to k folds, as many as there are groups at most; for a single network of each kind a k-th of the rows, in two
/// parts; by time the later rows alone, training.validation_fraction of all, in two parts.
JudgingParts ensemble_parts(const TrainingData&, int k, int networks);

/// What a model is fitted on and what it is measured on.
struct Holdout {
  LabelledRows fit, held_out;
  std::vector<Index> places;  ///< of the held-out rows in TrainingData::training; empty for a file of its own
  std::string described;      ///< "20 % held out", "valid.csv"; empty if nothing is held out
};

/// The validation file if there is one, else training.validation_fraction of the rows.
Holdout hold_out(const TrainingData&);

/// Of fewer rows none is held out unless the config asks for it: those left would not show what there is to learn.
inline constexpr Index kFewestToHoldOut = 8;

}  // namespace binet
