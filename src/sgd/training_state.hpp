#pragma once

#include "binet/sgd/network_training.hpp"

namespace binet::detail {

/// Throws Error that says which part of the state a run of this network, with these examples and settings, cannot have
/// left: its lengths, its epochs, or what it says of the best one.
void check_state(const TrainingState&, const Network&, const Examples* validation, const NetworkTrainingSettings&);

}  // namespace binet::detail
