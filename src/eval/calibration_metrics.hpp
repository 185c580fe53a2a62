#pragma once

#include "binet/eval/predictions.hpp"

#include <string_view>
#include <vector>

namespace binet {

/// Mean predicted probability and observed share of positives per equal-width bin of probability. Bins are (lower,
/// upper]; probability 0 belongs to the first. Empty bins have weight 0 and NaN means.
struct CalibrationBin {
  double lower = 0, upper = 0;
  double weight = 0;  ///< Σ of weights in the bin
  double mean_probability = 0, observed_share = 0;
};
std::vector<CalibrationBin> calibration_curve(const Predictions&, int bins = 10);

/// Σ over 10 bins of (share of weight) × |mean probability − observed share| (Naeini, Cooper, Hauskrecht 2015).
double expected_calibration_error(const Predictions&);

/// Maximum-likelihood intercept and slope of logit P(y) on logit p (Cox 1958), with standard errors; 0 and 1 for
/// perfect calibration. All are NaN if the fit does not exist: one class, one probability, or probabilities that
/// separate the classes; and if the slope is not determined.
struct CalibrationLine {
  double intercept = 0, slope = 0, intercept_error = 0, slope_error = 0;
};
CalibrationLine calibration_line(const Predictions&);

/// False if nobody can act on a slope of this standard error, as near separation or with logits that hardly differ: it
/// is above 3, so that overconfident and cautious logits look alike, and above half of the slope or 100.
bool slope_is_determined(double slope, double standard_error);

/// Why rows with this ROC AUC have no calibration line, such as "the classes are nearly separated".
std::string_view reason_for_no_line(double roc_auc);

}  // namespace binet
