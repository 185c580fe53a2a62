#pragma once

#include "binet/train/recipe.hpp"
#include "train/candidate.hpp"
#include "train/training_data.hpp"

namespace binet {

/// The held-out predictions of training rows, in the order of the data; empty if they are of other rows.
std::vector<OutOfFoldRow> out_of_fold_rows(const TrainingData&, const HeldOut&);

}  // namespace binet
