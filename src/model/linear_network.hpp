#pragma once

#include "features/encoder.hpp"
#include "features/features.hpp"
#include "nn/network.hpp"

#include <string>
#include <vector>

namespace binet {

/// The network without hidden layers that has these parameters, in the order of LinearLayout.
Network make_linear_network(const FeatureShape&, const VectorD& parameters);

/// The network's parameters in this order.
VectorD linear_parameters(const Network&);

/// The name of each parameter: "(intercept)", "age", "sex=male".
std::vector<std::string> linear_parameter_names(const Encoder&);

/// The logit z_i of every example with these parameters.
VectorD linear_logits(const Examples&, const FeatureShape&, const VectorD& parameters);

}  // namespace binet
