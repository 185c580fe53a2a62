#pragma once

#include "binet/features/features.hpp"
#include "binet/linear/objective.hpp"
#include "linear/fold_fits.hpp"
#include "math/split.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace binet {

struct RidgeSettings {
  std::vector<Index> levels = {};  ///< one entry a code column; empty: counted from the codes
  bool held_out_logits = false;    ///< also fill RidgeChoice::held_out_logits
  double tolerance = 1e-8;         ///< of the final fit, on the relative gradient norm
  int max_iterations = 1000;
  std::uint64_t seed = 1;  ///< of the folds
  /// Choose by these instead, as where rows belong together or come in order of time: leave-one-out and folds at random
  /// would judge a fit by rows like those it was made from.
  std::vector<Split> folds = {};
  /// Asked after each iteration, by several threads at once; may be empty. Once it says yes the search ends with the
  /// best penalty so far, and the final fit after one iteration more.
  std::function<bool()> stop_requested = {};
};

/// A penalty tried. λ is on the scale of the sum: Σ ℓ_i + (λ/2) Σ β_j², weights scaled to mean 1; l2 = λ/n.
struct RidgePoint {
  double lambda = 0;
  double loss = 0;  ///< mean log loss on examples left out
};

struct RidgeChoice {
  double lambda = 0;
  double l2 = 0;       ///< λ/n: what makes the same fit by solve_logistic
  VectorD parameters;  ///< fitted to all examples, as in LinearLayout
  Convergence convergence;
  std::string solver;
  std::string method;   ///< how the losses came about: approximate leave-one-out, 5-fold cross-validation, given folds
  Index rows_used = 0;  ///< to choose λ: a sample where rows far outnumber columns
  std::vector<RidgePoint> curve;
  /// n, if asked for: each example's logit by a fit without it; NaN where no fold given validates it, and after a stop for a
  /// sample of the examples if the others' logits are by fits to the sample.
  VectorD held_out_logits;
  std::string judged_by;  ///< how the held-out logits came about: folds, or leave-one-out of very many examples
};

/// Chooses the penalty of logistic regression among the half decades from 10⁴ to 10⁻³ (by decades first, then beside
/// the best), and fits. By approximate leave-one-out (Rad, Maleki 2020; Beirami et al. 2017), η̃_i = η_i + w_i(p_i −
/// y_i)h_i / (1 − w_i p_i(1 − p_i)h_i) with h_i = x̃_iᵀ(X̃ᵀWX̃ + λI₀)⁻¹x̃_i, in the space of the rows where columns far
/// outnumber them; by 5-fold cross-validation where Hessians of so many columns would take too long. λ, the precision
/// of a prior, does not depend on the number of rows, so that where they far outnumber columns a sample is enough.
RidgeChoice choose_ridge(const Examples&, const RidgeSettings& = {});

/// The held-out logits of a fit whose penalty is given (0: none), from that fit, as those of a chosen one.
detail::LeftOutLogits judge_ridge(const Examples&, const VectorD& parameters, double l2, const RidgeSettings&);

}  // namespace binet
