#pragma once

#include "nn/diagnosis.hpp"

#include <string>
#include <vector>

namespace binet {

/// Findings on a training run and what may help, in one or two sentences each. `epochs` has the layers at the start and
/// after each epoch, `end` those of the parameters that are kept.
std::vector<std::string> diagnosis_advice(const std::vector<std::vector<LayerDiagnosis>>& epochs,
                                          const std::vector<LayerDiagnosis>& end, bool output_weights_start_at_0,
                                          const std::string& initializer);

}  // namespace binet
