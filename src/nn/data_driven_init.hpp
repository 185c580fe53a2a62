#pragma once

#include "features/features.hpp"
#include "nn/network.hpp"

namespace binet {

/// Initialises a network from data, layer by layer, on at most 1,024 of the rows. Weights are normal, rescaled so that
/// each unit's pre-activation has unit deviation. Hidden biases are −Σ over 5 random rows of Dirichlet(1) weights × the
/// pre-activation, so that every unit bends within the data. Output weights are 0 and the output bias is logit(prior),
/// so that the first prediction is the prior. Deep sigmoid and tanh networks need this to learn; others improve.
/// (Holzmüller, Grinsztajn, Steinwart 2024, "Better by Default", with "he+5" biases: Steinwart 2019.) Throws Error if
/// there are no rows, UsageError if prior is not in (0, 1).
void initialize_from_data(Network&, const Features&, double prior, Random&);

}  // namespace binet
