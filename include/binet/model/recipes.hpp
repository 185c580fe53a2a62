#pragma once

#include "binet/model/recipe.hpp"

namespace binet {

/// Logistic regression: a network with no hidden layer, fitted by a convex solver to a stated gradient norm.
Candidate train_logistic(const TrainingData&);

/// The network of model.layers, trained in mini-batches and stopped by held-out rows.
Candidate train_mlp(const TrainingData&);

/// Whichever of the two has the lower log loss on the same held-out rows.
Candidate train_better(const TrainingData&);

}  // namespace binet
