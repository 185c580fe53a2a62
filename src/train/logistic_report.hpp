#pragma once

#include "train/logistic_fit.hpp"

namespace binet {

/// Sets FittedLogistic::likelihood, unless the fit has a penalty or very many coefficients.
void examine(FittedLogistic&);

/// Penalties, convergence, verdict and notes; without penalties also likelihood and standard errors.
void fill_report(const TrainingData&, const FittedLogistic&, TrainingReport&);

}  // namespace binet
