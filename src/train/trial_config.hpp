#pragma once

#include "binet/config/config.hpp"
#include "math/random.hpp"

namespace binet {

/// A random config near `start`: the same data, loss and decision; other model, layers, rates, encoding, penalty.
/// One that validate() accepts, as it accepts `start`.
Config draw_trial_config(const Config& start, Random&);

}  // namespace binet
