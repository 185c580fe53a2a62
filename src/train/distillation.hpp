#pragma once

#include "binet/train/recipe.hpp"
#include "train/candidate.hpp"
#include "train/training_data.hpp"

namespace binet {

/// One network of a single hidden layer that gives nearly the probabilities of `teacher`, at a fraction of its size:
/// trained by log loss on the teacher's probabilities of the rows (Hinton et al. 2015) and of rows between them, in
/// which some cells come from another row (after Buciluǎ et al. 2006). Same schema; an encoder of its own, fitted to
/// the rows.
Classifier distil(const Classifier& teacher, const TrainingData&, int units);

/// Trains a mixture with `train_teacher` and distils it into one network of ensemble.distilled_units units. The loss of
/// quality is measured on rows that neither saw: a validation file, or training.validation_fraction of the rows in a
/// trial run before the final training on all rows. With a time budget, or if nothing is held out, there is no trial
/// run and no such measurement.
Candidate train_distilled(const TrainingData&, Candidate (*train_teacher)(const TrainingData&));

}  // namespace binet
