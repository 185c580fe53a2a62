#pragma once

#include "features/features.hpp"
#include "nn/loss.hpp"
#include "nn/network.hpp"

#include <string>
#include <vector>

namespace binet {

/// How well a layer can still learn, and its output.
struct LayerDiagnosis {
  std::string type, activation;  ///< activation: empty if the layer has none
  double saturated = 0;     ///< share of activations, over rows and units, with |f′| < 0.01; NaN without activation
  double dead_units = 0;    ///< share of units saturated on every row; NaN without activation
  double gradient_rms = 0;  ///< root mean square of ∂ℓ/∂output over rows and units: if it vanishes towards the
                            ///< first layer, the first layers hardly learn
  double parameter_gradient_rms = 0;  ///< of the mean loss by the layer's parameters; NaN without parameters
  double parameter_gradient_norm = 0;  ///< the Euclidean norm of the same
  double mean_output = 0;              ///< over rows and units; far from 0: not zero-centred
};

/// One entry per layer, including the output layer, in inference mode on at most the first 4,096 examples.
std::vector<LayerDiagnosis> diagnose(const Network&, const Examples&, const Loss&, const LossSettings& = {});

}  // namespace binet
