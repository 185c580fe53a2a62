#pragma once

#include "binet/model/classifier.hpp"
#include "binet/model/evaluation.hpp"

#include <cstddef>
#include <string>

namespace binet {

/// ROC curve and calibration plot drawn with characters, for a terminal of 80 columns.
std::string evaluation_plots(const ScoredRows&);

/// What the model file keeps of its training, in small plots beside one another as `width` columns allow: the losses of
/// networks by epoch, calibration and ROC curve of held-out rows. Empty if it keeps none of these.
std::string training_plots(const Classifier&, std::size_t width);

}  // namespace binet
