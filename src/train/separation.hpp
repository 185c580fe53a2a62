#pragma once

#include "features/encoder.hpp"
#include "features/features.hpp"
#include "linear/maximum_likelihood.hpp"

#include <string>
#include <vector>

namespace binet {

/// What a fit without penalties leaves undetermined: one sentence on separation with its reasons (levels with one class
/// only, a numeric column that separates the classes, or several columns that do so together), one on aliased columns.
/// Empty if every estimate is finite.
std::vector<std::string> describe_open_estimates(const Encoder&, const Examples&, const TargetSchema&,
                                                 const MaximumLikelihood&);

}  // namespace binet
