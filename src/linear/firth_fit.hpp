#pragma once

#include "binet/linear/objective.hpp"
#include "linear/fold_fits.hpp"
#include "linear/maximum_likelihood.hpp"
#include "math/split.hpp"

#include <cstdint>
#include <vector>

namespace binet {

/// Firth's penalised fit to encoded examples (see linear/firth.hpp), laid out as in LinearLayout.
struct FirthFit {
  VectorD parameters;       ///< 0 where aliased
  Convergence convergence;  ///< its objective is −(ℓ + ½ log |XᵀWX|)/Σw
  MaximumLikelihood found;  ///< finite estimates with their covariance (XᵀWX)⁻¹
};

/// Uses the full design, n × p in double. `start` may be empty; `levels` has one entry per code column.
FirthFit fit_firth(const Examples&, const std::vector<Index>& levels, const VectorD& start = {});

/// Held-out logits by refits without the given folds; if none are given, without folds stratified by class.
detail::LeftOutLogits judge_firth(const Examples&, const VectorD& parameters, const std::vector<Index>& levels,
                                  std::uint64_t seed, const std::vector<Split>& folds);

}  // namespace binet
