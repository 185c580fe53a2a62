#pragma once

#include "features/features.hpp"
#include "linear/fold_fits.hpp"
#include "linear/objective.hpp"
#include "math/split.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace binet {

struct ElasticNetChoiceSettings {
  double l1_share = 1;              ///< α in (0, 1]: at penalty λ, l1 = αλ and l2 = (1 − α)λ
  std::optional<double> l2 = {};    ///< if given, it is fixed, and only l1 is chosen
  bool one_standard_error = false;  ///< choose the largest penalty whose loss is within one standard error of the
                                    ///< lowest
  double tolerance = 1e-8;          ///< of the final fit, as for minimize_elastic_net
  int max_iterations = 1000;
  std::vector<Index> levels = {};             ///< one entry per code column; empty: counted from the codes
  std::uint64_t seed = 1;                     ///< of the folds
  std::vector<Split> folds = {};              ///< folds to use instead, if rows belong together or are ordered in time
  std::function<bool()> stop_requested = {};  ///< called after each iteration, by several threads at once; may be empty
};

/// A penalty that was tried.
struct ElasticNetTrial {
  double penalty = 0;         ///< λ
  double loss = 0;            ///< mean log loss on left-out examples
  double standard_error = 0;  ///< of the loss
};

struct ElasticNetChoice {
  double l1 = 0, l2 = 0;
  VectorD parameters;  ///< fitted to all examples, as in LinearLayout
  Convergence convergence;
  std::vector<ElasticNetTrial> curve;  ///< from the largest penalty to the smallest
  std::vector<Index> held_out_rows;    ///< rows predicted by some fold, ascending
  VectorD held_out_logits;             ///< of these rows, at the chosen penalty, each by a fit without it
  /// The same, each at the penalty that the other folds choose: what was chosen for a row does not judge it.
  VectorD judged_logits;
  std::vector<Index> held_out_folds;   ///< of these rows, from 1
};

/// Chooses the penalty of an elastic net on a path of 50 points by 5-fold cross-validation (with very many rows, one of
/// the five folds is enough), and fits to all examples.
ElasticNetChoice choose_elastic_net(const Examples&, const ElasticNetChoiceSettings& = {});

/// The held-out logits of a fit with given penalties, by refits without folds that start from it.
detail::LeftOutLogits judge_elastic_net(const Examples&, const VectorD& parameters, double l1, double l2,
                                        const ElasticNetChoiceSettings&);

}  // namespace binet
