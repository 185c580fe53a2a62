#pragma once

#include "binet/math/features.hpp"
#include "binet/optim/objective.hpp"

#include <vector>

namespace binet {

struct ElasticNetSettings {
  double l1 = 0;            ///< λ₁, times Σ_{j ≥ 1} |β_j|
  double l2 = 0;            ///< λ₂, times ½ Σ_{j ≥ 1} β_j²
  double tolerance = 1e-8;  ///< on the largest violation of the subgradient condition, relative to that at β = 0
  int max_iterations = 200;
};

/// Minimises mean log loss + l1 Σ|β| + (l2/2) Σβ² by proximal Newton: coordinate descent with an active set on the
/// quadratic model (Friedman, Hastie, Tibshirani 2010). Starts at and overwrites `parameters`, laid out as in
/// LinearObjective; entries not chosen are exactly 0.
Convergence minimize_elastic_net(const Examples&, VectorD& parameters, const ElasticNetSettings&);

/// The smallest l1 for which every coefficient but the intercept is 0.
double largest_useful_l1(const Examples&);

}  // namespace binet
