#pragma once

#include "train/single_network.hpp"

#include <string>

namespace binet::detail {

/// A sentence if the lowest training loss is hardly below that of one probability for all rows; otherwise, or without
/// any input, empty. Logistic regression of the same rows tells whether the network is stuck or the columns show
/// nothing on a straight line. A loss far above that one is of steps that are too large. Costs such a fit only if there
/// is something to say; none of sequences. `initializer` is not given as a cure if it is the data-driven one already.
std::string note_on_stuck_network(const FeatureShape&, const Examples&, const TrainingGoal&,
                                  const std::string& initializer);

}  // namespace binet::detail
