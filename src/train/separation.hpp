#pragma once

#include "binet/features/encoder.hpp"
#include "binet/features/features.hpp"

#include <string>
#include <vector>

namespace binet {

/// Why maximum likelihood has no finite answer (Albert, Anderson 1984), one sentence a reason: a level seen in one
/// class only, a numeric column that parts the classes, or a combination of columns, named by the one of largest
/// effect. `parameters` are those of a fit without penalties.
std::vector<std::string> explain_separation(const Encoder&, const Examples&, const TargetSchema&,
                                            const VectorD& parameters);

}  // namespace binet
