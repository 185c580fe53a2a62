#pragma once

#include "binet/train/recipe.hpp"
#include "train/candidate.hpp"

namespace binet {

/// Logistic regression: a network with no hidden layer, fitted by a convex solver to a stated gradient norm.
Candidate train_logistic(const TrainingData&);

/// One network, of model.layers or with one recurrent layer, trained in mini-batches and stopped by held-out rows.
Candidate train_network(const TrainingData&);

/// Many small networks and logistic regression, mixed according to their predictions for rows they did not see.
Candidate train_ensemble(const TrainingData&);

}  // namespace binet
