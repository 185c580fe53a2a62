#pragma once

#include "binet/features/encoder.hpp"
#include "binet/features/features.hpp"
#include "binet/nn/network.hpp"

#include <string>
#include <vector>

namespace binet {

/// The network without hidden layers that has these parameters, laid out as in LinearLayout.
Network make_linear_network(const FeatureShape&, const VectorD& parameters);

/// Its parameters, laid out so.
VectorD linear_parameters(const Network&);

/// "(intercept)", "age", "sex=male": what each of them belongs to.
std::vector<std::string> linear_parameter_names(const Encoder&);

/// z_i of every example by these parameters.
VectorD linear_logits(const Examples&, const FeatureShape&, const VectorD& parameters);

}  // namespace binet
