#pragma once

#include "binet/features/features.hpp"
#include "binet/nn/loss.hpp"
#include "binet/nn/network.hpp"

#include <string>
#include <vector>

namespace binet {

/// How well a layer can still learn, and what it hands on.
struct LayerDiagnosis {
  std::string type, activation;  ///< activation: empty where the layer has none
  double saturated = 0;     ///< share of activations, over rows and units, with |f′| < 0.01; NaN without activation
  double dead_units = 0;    ///< share of units of which that holds on every row; NaN without activation
  double gradient_rms = 0;  ///< root mean square of ∂ℓ/∂output over rows and units: where it vanishes towards the
                            ///< first layer, the layers below hardly learn
  double parameter_gradient_rms = 0;  ///< of the mean loss by the layer's parameters; NaN without parameters
  double parameter_gradient_norm = 0;  ///< the Euclidean norm of the same
  double mean_output = 0;              ///< over rows and units; far from 0: not zero-centred
};

/// One entry per layer, the output layer included, in inference mode on the first 4,096 examples at most.
std::vector<LayerDiagnosis> diagnose(const Network&, const Examples&, const Loss&, const LossSettings& = {});

}  // namespace binet
