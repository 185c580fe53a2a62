#pragma once

#include "binet/model/classifier.hpp"

#include <limits>
#include <string>
#include <vector>

namespace binet {

/// What stands in place of an error in `TrainingReport::standard_errors` where an estimate is not finite. It tends to
/// the infinity of its parameter's sign, or its sign is undetermined, as that of a level whose rows are all of one
/// class, like those of the reference level.
constexpr double kInfiniteEstimate = -1, kUndeterminedEstimate = -2;

/// One coefficient of logistic regression. Original units are per unit of the column as it stands in the file.
struct Coefficient {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::string name;        ///< "(intercept)", "age", "sex=male"
  bool reference = false;  ///< the level that others of its column are compared with: coefficient 0, odds ratio 1
  bool fixed = false;     ///< not estimated: the offset's 1, and the intercept's 0 in a model without one
  double scaled = 0;      ///< on the encoded column
  double original = 0;    ///< NaN if the column is clipped and therefore has no single slope
  double odds_ratio = 0;  ///< exp(original)
  bool curve = false;  ///< of a spline, a polynomial or an ordered category: its odds ratio alone means nothing
  /// A linear combination of earlier columns: not estimated, `original` is NaN.
  bool aliased = false;
  /// The estimate grows without limit because the classes, or some rows, are separated: `original` is where the solver
  /// stopped.
  bool unbounded = false;
  bool undetermined = false;  ///< unbounded, and even the sign is open: `original` is NaN
  // Wald statistics of `original`; NaN if the model has no standard errors.
  double standard_error = kNone, z = kNone, p_value = kNone;
  double lower = kNone, upper = kNone;                        ///< 95% interval
  double odds_ratio_lower = kNone, odds_ratio_upper = kNone;  ///< exp of these
};

/// True for logistic regression, also where it is the only part of a mixture.
bool is_logistic(const Classifier&);

/// The coefficients in the order intercept, dense columns, levels; empty unless the model is one network without hidden
/// layers and without piecewise-linear columns. Levels are compared with the reference level of their column; the
/// intercept is the logit with every category at its reference. Calibration is not included.
std::vector<Coefficient> logistic_coefficients(const Classifier&);

/// The vector v with vᵀβ = intercept in original units: 1 for the intercept, −center/scale for a dense column, 0 for a
/// level.
VectorD uncentred_intercept(const Encoder&, Index parameter_count);

}  // namespace binet
