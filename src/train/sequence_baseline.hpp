#pragma once

#include "math/folds.hpp"
#include "train/training_data.hpp"

#include <vector>

namespace binet {

// What logistic regression makes of sequences without any memory: of each column of numbers the last value, the mean
// and the slope over time, of each category its last level. It stands beside a recurrent network, so that a person sees
// what the network gains.

/// One row per example: the figures of its steps, in columns called "x last", "x mean" and "x slope" (0 for fewer than
/// two numbers), and of categories as they are. Columns that are no features are left out. Numbers missing in every
/// step are missing.
Table sequence_figures(const TrainingData&, const LabelledRows&);

/// Logits of the examples that each split leaves out, by ridge regression on the figures of the others; NaN where none
/// does. `places` count in data.training.
VectorD baseline_by_folds(const TrainingData&, const std::vector<Split>& splits);

/// The same of other examples than those fitted to.
VectorD baseline_of(const TrainingData&, const LabelledRows& fit, const LabelledRows& held_out);

}  // namespace binet
