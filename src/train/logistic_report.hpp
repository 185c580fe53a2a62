#pragma once

#include "train/logistic_fit.hpp"

#include <optional>

namespace binet {

/// What the likelihood determines; sets aliased coefficients to 0. Empty with a penalty or very many coefficients.
std::optional<MaximumLikelihood> examine(FittedLogistic&);

/// Penalties, convergence, verdict and notes; without penalties also likelihood and standard errors. `found`: of
/// examine().
void fill_report(const TrainingData&, const FittedLogistic&, const std::optional<MaximumLikelihood>& found,
                 TrainingReport&);

}  // namespace binet
