#pragma once

#include "binet/eval/metrics.hpp"
#include "train/candidate.hpp"
#include "train/judged_rows.hpp"
#include "train/training_data.hpp"

#include <list>
#include <optional>
#include <vector>

namespace binet {

/// False with fewer than ten rows of a class, where a first-order theory says little.
bool enough_to_correct(const LabelledRows&);

/// Log losses of predicting the share of positives, of held-out rows, and of fitted rows.
struct LossesOfRows {
  double base = 0, held_out = 0, fitted = 0;
};

/// What a difference between fitted and held-out rows is multiplied by for the rows that fits to a share of them lack:
/// (1 − s)/(1 + s) of HeldOutCorrection times the part of the fitted gain over the base rate that is left on held-out
/// rows, an estimate of how much of its coefficients a penalised fit keeps (van Houwelingen, le Cessie 1990,
/// "Predictive value of statistical models"). Shrinking lowers the excess on new rows more than the difference to
/// fitted rows; on noise there is nothing to correct.
double rows_lacking_step(double fitted_share, const LossesOfRows&);

/// Held-out rows are predicted by other fits than the saved model: by fewer networks (NetworkAverage), and by fits to
/// fewer rows. This estimates what both change in the metrics.
///
/// Fewer rows: to first order a metric of n fitted rows is a + c/n on new rows and a − c/n on the fitted rows (Efron
/// 1986, "How biased is the apparent error rate of a prediction rule?"). Fits to a share s of the rows have a + c/(s·n)
/// on the others, so that the saved model differs from them by (fitted − held-out value)·(1 − s)/(1 + s) at most.
/// Burman 1989, "A comparative study of ordinary cross-validation, v-fold cross-validation and the repeated
/// learning-testing methods", corrects the same bias by evaluating each fold's fit on all rows.
class HeldOutCorrection {
 public:
  /// `rows` are the held-out rows; `fitted` the saved model's predictions of the rows it was fitted to, empty if
  /// unknown, which leaves out the second difference.
  HeldOutCorrection(const HeldOut&, const JudgedRows& rows, ScoredRows fitted);
  HeldOutCorrection(const HeldOutCorrection&) = delete;

  /// The saved model's expected metric on new rows; `value` is that of the held-out rows. Metrics of labels and binned
  /// ones stay as they are: their change is smaller than their noise.
  double apply(const Metric&, double value) const;

 private:
  std::vector<ScoredRows> rows_;  ///< by one network at a time
  ScoredRows fitted_rows_;
  std::list<JudgedRows> by_one_;      ///< they refer to rows_, and cannot move
  std::optional<JudgedRows> fitted_;  ///< of fitted_rows_; none if the second difference is left out
  double average_step_ = 0, rows_step_ = 0;
};

}  // namespace binet
