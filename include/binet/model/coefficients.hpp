#pragma once

#include "binet/model/classifier.hpp"

#include <limits>
#include <string>
#include <vector>

namespace binet {

/// One coefficient of logistic regression. Original units: per unit of the column as it stands in the file.
struct Coefficient {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::string name;        ///< "(intercept)", "age", "sex=male"
  bool reference = false;  ///< a level that the others of its column are compared with: coefficient 0, odds ratio 1
  double scaled = 0;      ///< on the encoded column
  double original = 0;    ///< NaN if the column is clipped, so that it has no single slope
  double odds_ratio = 0;  ///< exp(original)
  /// A combination of columns before it: not estimated, `original` is NaN.
  bool aliased = false;
  /// Grows without limit as the classes, or some rows, are separated: `original` is where the solver stopped.
  bool unbounded = false;
  // Wald statistics of `original`, NaN where the model has no standard errors.
  double standard_error = kNone, z = kNone, p_value = kNone;
  double lower = kNone, upper = kNone;                        ///< 95 %
  double odds_ratio_lower = kNone, odds_ratio_upper = kNone;  ///< exp of these
};

/// The intercept, then dense columns, then levels; empty unless the model is one network without hidden layers, with
/// no piecewise-linear columns. Levels are compared with the reference level of their column, and the intercept is the
/// logit where every category is at its reference. Calibration, if any, is not in them.
std::vector<Coefficient> logistic_coefficients(const Classifier&);

/// v with vᵀβ = the intercept in original units: 1 for the intercept, −center/scale for a dense column, 0 for a level.
VectorD uncentred_intercept(const Encoder&, Index parameter_count);

}  // namespace binet
