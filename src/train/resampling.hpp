#pragma once

#include "math/folds.hpp"
#include "train/training_data.hpp"

#include <span>
#include <string>
#include <vector>

namespace binet {

// Which rows are left out of a fit for evaluation: random rows with equal shares of each class; whole groups with
// data.group; rows later than the fitted ones with data.time.

struct Folds {
  std::vector<int> part_of;  ///< by index in TrainingData::training; with time, the block
  int count = 0;
  bool by_time = false;      ///< expanding windows over the blocks
  std::vector<Index> units;  ///< with time: equal for rows of which none is fitted to if one is validated; may be empty
  std::string described;     ///< "5-fold cross-validation", "4 expanding windows by date", …

  /// Indices into TrainingData::training.
  Split split(int fold) const;
  /// All of them, which takes `count` indices per row.
  std::vector<Split> splits() const;
};

/// k folds; with time, k expanding windows, in which the earliest rows are never validated. Throws UsageError if there
/// are fewer groups or times than necessary, and Error if the rows to fit have only one class.
Folds cross_validation_folds(const TrainingData&, int k);

/// The rows at `places` in the order in which a learning curve adds them, in units that stay together: with time the
/// latest first, with groups or copies whole groups in random order, otherwise single rows in random order with the
/// classes spread evenly. `fold` names the random stream.
std::vector<std::vector<Index>> units_to_learn(const TrainingData&, const std::vector<Index>& places, int fold);

/// The first units that have at least `rows` rows together; their rows ascend.
std::vector<Index> first_units(const std::vector<std::vector<Index>>& units, double rows);

/// True if so many rows share an entry of LabelledRows::together that leaving out one of them leaves its copies.
bool many_together(const LabelledRows&);

/// The folds for choosing the penalty of logistic regression if the config has groups or times; otherwise none, and the
/// solver chooses the method.
Folds penalty_folds(const TrainingData&);

/// The rows that evaluate an ensemble, in parts: each part is evaluated by what the rows of the others have chosen.
struct JudgingParts {
  std::vector<int> of_row;  ///< by index in TrainingData::training; −1: every network may learn from the row
  int count = 0;
  bool together = false;  ///< every network leaves all of them out
  std::string described;  ///< "10-fold cross-validation", "20% held out", …

  /// The rows that each of up to `networks` networks leaves out: a part and the next one, so that the rows of one part
  /// stop a network that the other part evaluates, and two networks predict every row; a single part if there are fewer
  /// than five or `single` is set. Network c has split c mod the number of splits.
  std::vector<Split> leave_out(int networks, bool single) const;
  /// The share of all rows that the networks which leave out a part know together, as effective rows: where each also
  /// leaves out one part more, the rows of these count half.
  double share_known_without_part(bool single) const;
  /// `described`, or "4 of 8 folds" if there are too few networks to leave out all of them. `part_of`: the parts of the
  /// rows that were judged.
  std::string describe(std::span<const int> part_of) const;
  /// The splits that evaluate something else: one per part, or all parts together.
  std::vector<Split> splits() const;
};

/// Up to k folds, but not more than there are groups; for a single network of each kind a k-th of the rows, in two
/// parts; with time only the later rows, training.validation_fraction of all, in two parts.
JudgingParts ensemble_parts(const TrainingData&, int k, int networks);

/// The rows for fitting and the rows for evaluation.
struct Holdout {
  LabelledRows fit, held_out;
  std::vector<Index> places;  ///< indices of the held-out rows in TrainingData::training; empty for a validation file
  std::string described;      ///< "20% held out", "valid.csv"; empty: none
};

/// Divides the rows at `places` in two halves, each of which is the validation part of one split: by time at the
/// middle, by whole groups, or at random with equal class shares. Indices into `places`.
std::vector<Split> halves(const TrainingData&, const std::vector<Index>& places);

/// The validation file if there is one, otherwise training.validation_fraction of the rows.
Holdout hold_out(const TrainingData&);

/// The part of each held-out row, from 0, if the rows that stop a network also judge it: a part is judged by what the
/// others choose. Up to five parts with equal class shares; groups and rows equal in every feature stay in one part.
/// Empty if the rows cannot be divided.
std::vector<int> holdout_parts(const TrainingData&, const Holdout&);

/// With fewer rows, none is held out unless the config asks for it: too few would remain to learn from.
inline constexpr Index kFewestToHoldOut = 8;

}  // namespace binet
