#pragma once

#include "binet/model/classifier.hpp"

namespace binet {

/// Moves the effects of each category column's codes so that their mean over the training rows, weighted as these are,
/// is 0, and adds that mean to the bias: probabilities stay as they are, and a level never seen, or an empty cell where
/// training had none, has the mean effect. A reference level without a code first gets one, of effect 0. To be called
/// once, with encoders that still know the shares of their codes.
void center_level_effects(Classifier&);

}  // namespace binet
