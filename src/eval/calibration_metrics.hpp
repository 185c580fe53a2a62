#pragma once

#include "binet/eval/predictions.hpp"

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
/// separate the classes; and if the logits differ so little that the standard error of the slope exceeds 100.
struct CalibrationLine {
  double intercept = 0, slope = 0, intercept_error = 0, slope_error = 0;
};
CalibrationLine calibration_line(const Predictions&);

}  // namespace binet
