#pragma once

#include "binet/linear/convergence.hpp"
#include "eval/mean_estimate.hpp"
#include "sgd/network_training.hpp"

#include <span>
#include <string>
#include <utility>
#include <vector>

// The sentences on how a training ended: TrainingReport::verdict, which the model keeps and `train`, `inspect` and the
// report print. No other file of the recipes words them. A sentence has no full stop at its end.

namespace binet {

/// How a convex fit ended.
struct SolvedFit {
  std::string solver;  ///< the one that ran
  Convergence convergence;
  double tolerance = 0;
  bool firth = false;
  double l1 = 0, l2 = 0;
  std::string chosen_by;     ///< how the penalty was chosen; empty: it was given
  double total_weight = 0;   ///< of the rows; scikit-learn's C is 1/(total_weight · penalty)
  Index slopes = 0, nonzero = 0;  ///< coefficients without the intercept
};

/// "newton converged in 7 iterations: objective …. l2 0.01 (scikit-learn: C=1)".
std::string verdict_on(const SolvedFit&);

/// A network trained on one part of the rows: "Stopped early after 31 epochs; epoch 21 is kept, with …". The summary
/// has at least one epoch.
std::string verdict_on(const TrainingSummary&, bool validated);

/// Networks that each leave out a fold; `best_epochs` ascending, `jointly` the best epoch of all together.
std::string verdict_on_folds(std::span<const int> best_epochs, int jointly);
std::string verdict_on_first_fold_alone();

// The rest of a sentence on networks, on the final training with all rows.
std::string then_trained_on_all_rows(int epochs);
std::string interrupted_before_all_rows();

/// Name and weight of each part of a mixture: "The mixture gives 52% of the weight to logistic regression, 48% to 8
/// networks"; "The model is 8 networks" if one part has the whole weight.
std::string verdict_on_mixture(const std::vector<std::pair<std::string, double>>& parts);
/// "The mixture lowers log loss by 0.0120 ± 0.0040 compared with logistic regression alone"; `gain` is the mean loss of
/// logistic regression minus that of the mixture, `error` its standard error.
std::string verdict_on_gain(double gain, double error);
std::string verdict_without_gain();

/// `cost` is the mean loss of the distilled network minus that of the mixture, on the rows described; without rows
/// there is none.
std::string verdict_on_distillation(int units, const MeanSums& cost, const std::string& held_out,
                                    const std::string& verdict_on_mixture);

/// `train --from`: new coefficients, no change, and a new calibration.
std::string verdict_on_update(double precision, const std::string& chosen_by);
std::string verdict_without_update(const std::string& judged_by);
std::string verdict_on_recalibration(double intercept, double slope);

}  // namespace binet
