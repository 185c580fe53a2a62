#pragma once

#include "binet/config/config.hpp"
#include "binet/table/table.hpp"
#include "sgd/network_training.hpp"

#include <optional>

namespace binet {

/// Compares the analytic with the numeric gradient of the config's network and loss on up to 512 of the table's rows,
/// at random parameters.
GradientCheck check_gradient(const Config&, const Table&);

/// The limit for a correct gradient: 1e-6 in double, 1e-2 in float. Empty in float if an activation has a kink (relu,
/// leaky_relu, selu), because the steps that float needs cross kinks.
std::optional<double> gradient_tolerance(const Config&);

}  // namespace binet
