#pragma once

#include "sgd/network_training.hpp"

namespace binet::detail {

/// Throws Error naming the part of the state that cannot come from a run of this network with these examples and
/// settings: a length, the epochs, or the best epoch.
void check_state(const TrainingState&, const Network&, const Examples* validation, const NetworkTrainingSettings&);

}  // namespace binet::detail
