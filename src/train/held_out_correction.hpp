#pragma once

#include "binet/eval/metrics.hpp"
#include "train/candidate.hpp"
#include "train/judged_rows.hpp"
#include "train/training_data.hpp"

#include <list>
#include <vector>

namespace binet {

/// False with fewer than ten rows of a class, where a first-order theory says little.
bool enough_to_correct(const LabelledRows&);

/// Log losses of predicting the share of positives, of held-out rows, and of fitted rows.
struct LossesOfRows {
  double base = 0, held_out = 0, fitted = 0;
};

/// How many times the gain over the base rate that fits to `fitted_share` of the rows have on other rows, a fit to all
/// rows has: at least 1, at most 1/share.
///
/// A fit of n rows with signal of variance V and estimation errors of variance τ = t·V, τ falling as 1/n, shrunk to
/// the best scale, gains V/(1 + t) on new rows, and V·(1 + 2t)/(1 + t) on its own, for which the errors were chosen
/// (Efron 1986, "How biased is the apparent error rate of a prediction rule?"). Fits to a share s gain V/(1 + t/s). The
/// ratio of held-out to fitted gain, (1 + t)/((1 + 2t)(1 + t/s)), shows t; the factor is (1 + t/s)/(1 + t). Where
/// nothing is gained on held-out rows, as on noise, there is nothing to correct: 1.
double rows_lacking_factor(double fitted_share, const LossesOfRows&);

/// Held-out rows are predicted by other fits than the saved model: by fewer networks (NetworkAverage), and by fits to
/// fewer rows. This estimates what both change in the metrics.
///
/// Fewer rows: rows_lacking_factor multiplies the gain in log loss and Brier score over the base rate. Errors that add
/// to a logit flatten the calibration line as much as they lower the gain, so that its slope has the same factor; the
/// ROC AUC is Φ(d) with d² in proportion to the gain.
///
/// Slope: it also falls in proportion to the spread of logits, which is known for the saved model.
class HeldOutCorrection {
 public:
  /// `rows` are the held-out rows; `fitted` the saved model's predictions of the rows it was fitted to, empty if
  /// unknown, which leaves out the second difference.
  HeldOutCorrection(const HeldOut&, const JudgedRows& rows, const ScoredRows& held_out, const ScoredRows& fitted);
  HeldOutCorrection(const HeldOutCorrection&) = delete;

  /// The saved model's expected metric on new rows; `value` is that of the held-out rows. Metrics of labels and binned
  /// ones stay as they are: their change is smaller than their noise.
  double apply(const Metric&, double value) const;
  /// The standard error of the corrected value.
  double apply_to_error(const Metric&, double value, double error) const;

 private:
  double with_all_networks(const Metric&, double value) const;

  std::vector<ScoredRows> rows_;  ///< by one network at a time
  std::list<JudgedRows> by_one_;  ///< they refer to rows_
  double average_step_ = 0;
  double factor_ = 1, slope_factor_ = 1;
  double base_log_loss_ = 0, base_brier_ = 0, positive_share_ = 0;
  double mean_logit_ = 0, slope_ = 0, roc_auc_ = 0;  ///< of held-out rows; the metrics by all networks
};

}  // namespace binet
