#pragma once

#include "binet/model/classifier.hpp"

namespace binet {

/// Centers the effects of each category column's codes: their weighted mean over the training rows becomes 0 and is
/// added to the bias, so probabilities do not change. An unseen level then has the mean effect, and so does an empty
/// cell if training had none. A reference level without a code first gets one, with effect 0. Call it once, with
/// encoders that still have the shares of their codes.
void center_level_effects(Classifier&);

}  // namespace binet
