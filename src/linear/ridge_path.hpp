#pragma once

#include "features/features.hpp"
#include "linear/fold_fits.hpp"
#include "linear/objective.hpp"
#include "math/split.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace binet {

/// Where the search for a penalty starts: at the choice from similar examples, for instance those of which they are a
/// part.
struct RidgeStart {
  double lambda;
  VectorD parameters;
  /// gram_of_rows() of the examples, if columns far outnumber rows and it is known; shared by all copies.
  std::shared_ptr<const Eigen::MatrixXd> gram = nullptr;
};

struct RidgeSettings {
  std::vector<Index> levels = {};  ///< one entry per code column; empty: counted from the codes
  bool held_out_logits = false;    ///< also fill RidgeChoice::held_out_logits
  double tolerance = 1e-8;         ///< relative gradient norm of the final fit
  int max_iterations = 1000;
  std::uint64_t seed = 1;  ///< of the folds
  /// Folds to use instead, if rows belong together or are ordered in time: leave-one-out and random folds would
  /// evaluate a fit on rows like those it was fitted to.
  std::vector<Split> folds = {};
  /// Without a value, the search starts at λ = 100 from parameters of 0.
  std::optional<RidgeStart> start = {};
  /// Called after each iteration, by several threads at once; may be empty. Once it returns true, the search ends with
  /// the best penalty so far, and the final fit after one more iteration.
  std::function<bool()> stop_requested = {};
};

/// A penalty that was tried. λ applies to the sum of losses: Σ ℓ_i + (λ/2) Σ β_j² with weights scaled to mean 1; l2 =
/// λ/n.
struct RidgePoint {
  double lambda = 0;
  double loss = 0;  ///< mean log loss on left-out examples
};

struct RidgeChoice {
  double lambda = 0;
  double l2 = 0;       ///< λ/n: gives the same fit in solve_logistic()
  VectorD parameters;  ///< fitted to all examples, as in LinearLayout
  Convergence convergence;
  std::string solver;
  std::string method;   ///< how losses were computed: approximate leave-one-out, 5-fold cross-validation, given folds
  Index rows_used = 0;  ///< rows used to choose λ: a sample if rows far outnumber columns
  std::vector<RidgePoint> curve;
  /// n entries, if requested: each example's logit by a fit without it. NaN if no given fold validates it, and after a
  /// stop also outside the sample if the logits come from fits to a sample.
  VectorD held_out_logits;
  std::string judged_by;  ///< how the held-out logits were computed: folds, or leave-one-out for very many examples
  std::vector<Index> held_out_folds = {};  ///< as LeftOutLogits::fold
};

/// Chooses the penalty of logistic regression among half decades from 10⁴ to 10⁻³ (first by decades, then next to the
/// best; from a start downhill by half decades), and fits. Uses approximate leave-one-out (Rad, Maleki 2020; Beirami
/// et al. 2017), η̃_i = η_i + w_i(p_i − y_i)h_i / (1 − w_i p_i(1 − p_i)h_i) with h_i = x̃_iᵀ(X̃ᵀWX̃ + λI₀)⁻¹x̃_i, in
/// the space of the rows if columns far outnumber them; or 5-fold cross-validation if Hessians of so many columns
/// would take too long. λ, the precision of a prior, does not depend on the number of rows, so a sample is sufficient
/// if they far outnumber columns.
RidgeChoice choose_ridge(const Examples&, const RidgeSettings& = {});

/// The held-out logits of a fit with a given penalty (0: none), computed from that fit like those of a chosen one.
detail::LeftOutLogits judge_ridge(const Examples&, const VectorD& parameters, double l2, const RidgeSettings&);

}  // namespace binet
