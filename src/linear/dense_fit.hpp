#pragma once

#include "linear/design.hpp"
#include "linear/fold_fits.hpp"
#include "linear/maximum_likelihood.hpp"
#include "linear/objective.hpp"
#include "math/split.hpp"

#include <cstdint>
#include <vector>

namespace binet {

struct DenseFitSettings {
  bool firth = false;           ///< Firth's penalty (see linear/firth.hpp); otherwise none
  bool intercept = true;        ///< false: parameter 0 is held at 0
  std::vector<Index> levels = {};  ///< one entry per code column
  int most_steps = kMostLikelihoodSteps;  ///< of Newton's method, without Firth's penalty
};

/// A fit to encoded examples without other penalties, laid out as in LinearLayout.
struct DenseFit {
  VectorD parameters;       ///< 0 where aliased
  Convergence convergence;  ///< its objective is −ℓ/Σw, with Firth's penalty −(ℓ + ½ log |XᵀWX|)/Σw
  MaximumLikelihood found;  ///< finite estimates with their covariance (XᵀWX)⁻¹
};

/// The full design of encoded examples, n × p in double, with columns as in LinearLayout.
Design design_of(const Examples&, const std::vector<Index>& levels);

/// `start` may be empty. Without Firth's penalty the estimates of separated classes are not finite: then the
/// convergence says so.
DenseFit fit_design(Design, const DenseFitSettings&, const VectorD& start = {});
/// The fit to design_of the examples.
DenseFit fit_densely(const Examples&, const DenseFitSettings&, const VectorD& start = {});

/// Held-out logits by refits without the given folds; if none are given, without folds stratified by class.
detail::LeftOutLogits judge_dense_fit(const Examples&, const VectorD& parameters, const DenseFitSettings&,
                                      std::uint64_t seed, const std::vector<Split>& folds);

}  // namespace binet
