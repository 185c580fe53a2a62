#pragma once

#include "linear/elastic_net_choice.hpp"
#include "linear/ridge_path.hpp"
#include "math/random.hpp"
#include "nn/network.hpp"
#include "train/fold_ensemble.hpp"

namespace binet {

/// A model with linear weights only, fitted to its unique minimum; the penalty is chosen on left-out rows.
struct BaseLearnerFit {
  Network network;
  double l2 = 0;
  Convergence convergence;
  VectorD held_out;     ///< n: logit of each row from a fit without it
  VectorD judged = {};  ///< the same with the penalty chosen without the row, too; empty: not computed
  Index judged_folds = 0;  ///< of `judged`; 0: none
};

/// Ridge logistic regression on the encoded rows. On piecewise-linear columns it is a generalised additive model: the
/// logit is a sum of piecewise-linear functions of one column each, which the penalty smooths, as a bin's weight is
/// the function's rise over the bin (Eilers, Marx 1996, "Flexible smoothing with B-splines and penalties", in the
/// first differences).
BaseLearnerFit fit_linear_part(const EncodedRows&, const RidgeSettings&);

/// The same with an L1 penalty chosen by folds: few of the bins and levels have a weight, as in boosted stumps.
BaseLearnerFit fit_sparse_part(const EncodedRows&, const ElasticNetChoiceSettings&);

/// Ridge logistic regression on the outputs of hidden layers with random weights, initialised from data: a kernel
/// method by random features (Rahimi, Recht 2008, "Weighted sums of random kitchen sinks"; Cho, Saul 2009 for the
/// kernel of relu).
BaseLearnerFit fit_random_features(const EncodedRows&, const std::vector<LayerSpec>& hidden, const RidgeSettings&,
                                   Random&);

}  // namespace binet
