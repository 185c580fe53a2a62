#pragma once

#include "binet/base/types.hpp"
#include "binet/model/evaluation.hpp"

#include <string_view>
#include <vector>

namespace binet {

/// What standard errors of held-out figures by folds lack. Row i moves the logit of row j by a fit that has seen i, and
/// row j that of row i by as much: h(i, j) = h(j, i). The spread over rows counts this sum of pairs as if its terms
/// were independent, half of its variance. The missing half is the variance that training adds to the rows' own losses.
/// To first order that of a log loss is (y − p)² times the row's leverage, and the leverage is (fitted − held-out
/// logit) / (y − p): the sum over rows is what the log loss of held-out rows is above that of the same rows by the
/// model fitted to them, the number of effective parameters (Efron 1983, "Estimating the error rate of a prediction
/// rule"; Bates, Hastie, Tibshirani 2024, "Cross-validation: what does it estimate and how well does it do it?", on the
/// size of it).
///
/// Groups of rows move each other, not rows: the rise in log loss is then that of leaving out whole groups, and the
/// pairs of groups have the design effect of the scores more variance (Kish 1965, "Survey Sampling"), which residuals
/// show: Σ over groups of (Σ(y − p))², over Σ(y − p)².
class FoldDependence {
 public:
  /// Describes rows without dependence.
  FoldDependence() = default;
  /// Held-out rows, and the logits of the model that was fitted to these rows.
  /// `group` is equal for rows of a group; empty: every row is independent.
  FoldDependence(const ScoredRows& held_out, const VectorD& fitted_logit, const std::vector<Index>& group = {});

  /// The metric's standard error with the missing half of the variance; the same for metrics of which it is not known.
  double widened(std::string_view metric, double standard_error) const;

  /// The standard error of a difference in log loss from that of another model on the same rows, which lacks as much.
  /// The pairs of two models add up to at most the sum of each model's, and to at most half of the variance.
  double widened_difference(const FoldDependence& other, double standard_error) const;

 private:
  double parameters_ = 0;  ///< effective, Σ over rows of the fall in log loss
  double log_loss_ = 0, brier_ = 0, roc_auc_ = 0;  ///< variances
};

}  // namespace binet
