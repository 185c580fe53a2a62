#pragma once

#include "binet/base/types.hpp"
#include "nn/network.hpp"

#include <string>

namespace binet {

/// Reads initial parameters for a network, in the order of its parameter vector, in full precision. `source` is what
/// model.weights holds: the text of an object, which begins with "{", or the name of a file with such an object or of a
/// model file, whose first network must have the same layers. The object is
///
///     {"layers": [{"weights": [[w11, w12], [w21, w22]], "bias": [b1, b2]}, {"weights": [[v1], [v2]], "bias": [c]}]}
///
/// with one entry per layer that has parameters, the output layer last, and one row of weights per input. An absent
/// "bias" is 0, an absent "scale" 1. Throws UsageError that names
/// file, place, what was found and what was expected.
VectorD read_weights(const std::string& source, const Network&);

/// Reads them into the network's parameters.
void load_weights(const std::string& source, Network&);

}  // namespace binet
