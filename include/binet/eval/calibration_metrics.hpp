#pragma once

#include "binet/eval/predictions.hpp"

#include <vector>

namespace binet {

/// Mean predicted probability against observed share, by equal-width bin of probability, (lower, upper]; 0 belongs to
/// the first. Empty bins have weight 0 and NaN means.
struct CalibrationBin {
  double lower = 0, upper = 0;
  double weight = 0;  ///< Σ of weights in the bin
  double mean_probability = 0, observed_share = 0;
};
std::vector<CalibrationBin> calibration_curve(const Predictions&, int bins = 10);

/// Σ over bins of share of weight × |mean probability − observed share| (Naeini, Cooper, Hauskrecht 2015), 10 bins.
double expected_calibration_error(const Predictions&);

/// Maximum-likelihood intercept and slope of logit P(y) on logit p (Cox 1958), with standard errors; 0 and 1 for
/// perfect calibration. All NaN where they do not exist: one class, one probability, or classes the probability
/// separates.
struct CalibrationLine {
  double intercept = 0, slope = 0, intercept_error = 0, slope_error = 0;
};
CalibrationLine calibration_line(const Predictions&);

}  // namespace binet
