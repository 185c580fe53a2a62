#pragma once

#include "model/inference.hpp"
#include "model/inference_effects.hpp"

#include <vector>

namespace binet {

/// For each pair of columns of the file that a term reads together, the effect of each on the log odds where the other
/// has a value: a level of a category; of a number its quartiles, or all of its values if there are at most five. Other
/// numbers are at their means; over other categories the effect is the mean of that at each level. R:
/// emmeans::emtrends, and the contrasts of emmeans with the reference.
std::vector<SimpleEffect> simple_effects(const EffectEstimates&);

}  // namespace binet
