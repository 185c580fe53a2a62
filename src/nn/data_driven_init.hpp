#pragma once

#include "binet/features/features.hpp"
#include "binet/nn/network.hpp"

namespace binet {

/// Starts a network from data, layer by layer on at most 1,024 of the rows: normal weights, rescaled so that each
/// unit's pre-activation has unit deviation; hidden biases −Σ over 5 random rows of Dirichlet(1) weights × the
/// pre-activation, so that every unit bends among the data; output weights 0 and output bias logit(prior), so that the
/// first prediction is the prior. It lets deep sigmoid and tanh networks learn, and helps all others.
/// (Holzmüller, Grinsztajn, Steinwart 2024, "Better by Default", with "he+5" biases: Steinwart 2019.)
/// Throws Error if there are no rows, UsageError if prior is not in (0, 1).
void initialize_from_data(Network&, const Features&, double prior, Random&);

}  // namespace binet
