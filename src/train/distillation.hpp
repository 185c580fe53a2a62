#pragma once

#include "binet/train/recipe.hpp"
#include "train/training_data.hpp"

namespace binet {

/// One network of a single hidden layer that gives nearly the probabilities of `teacher`, at a fraction of its size:
/// trained by log loss on the teacher's probabilities of the rows (Hinton et al. 2015) and of rows between them, in
/// which some cells come from another row (after Buciluǎ et al. 2006). Same schema; an encoder of its own, fitted to
/// the rows.
Classifier distil(const Classifier& teacher, const TrainingData&, int units);

/// Trains a mixture by `train_teacher` and distils it into one network of ensemble.distilled_units units. What that costs in log
/// loss is measured on rows that neither saw: of the validation file, or of a rehearsal without training.
/// validation_fraction of the rows, before the same is done with all rows. With a time budget, or nothing held out,
/// there is no second run, or no such figure.
Candidate train_distilled(const TrainingData&, Candidate (*train_teacher)(const TrainingData&));

}  // namespace binet
