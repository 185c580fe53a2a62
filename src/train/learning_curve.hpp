#pragma once

#include "binet/train/cross_validation.hpp"
#include "json/json_layout.hpp"

#include <functional>
#include <string>
#include <vector>

namespace binet {

/// Models of one share of the training rows of each fold.
struct LearningCurvePoint {
  double share = 0;
  double rows = 0;           ///< training rows, mean over the folds
  CrossValidation held_out;  ///< on the fold that was left out, the same rows at every share
  CrossValidation training;  ///< on the rows that were fitted
};

struct LearningCurveByRows {
  std::string described;                   ///< as CrossValidation
  std::vector<LearningCurvePoint> points;  ///< by share, ascending; the last is a cross-validation of all rows
  double seconds_per_model = 0;            ///< the limit of each, from training.time_budget; 0: none
  std::vector<double> too_small;           ///< shares left out: fewer than kFewestOfClass rows of a class to fit
};

inline constexpr double kLearningShares[] = {0.1, 0.2, 0.4, 0.7, 1.0};
inline constexpr Index kFewestOfClass = 5;

struct LearningCurveObserver {
  std::function<void(int done, int of)> fit_done;  ///< called when a model is trained, one call at a time
  std::function<bool()> stop_requested;
};

/// For each fold of cross_validate and each share, trains on that share of the fold's training rows, with everything
/// chosen anew: random rows with equal shares of the classes, each share within the next; whole groups with data.group;
/// the latest rows with data.time. Σ shares = 2.4: that many times the rows of one cross-validation are fitted.
/// training.time_budget limits all models together: each has the same part of it. Throws as cross_validate.
LearningCurveByRows learning_curve(const Config&, const Table&, int k, const LearningCurveObserver& = {});

/// The change of a metric on the left-out rows from the last share but one to all rows, and its standard error over
/// paired folds. NaN where there are not two points, or not two folds.
CrossValidation::Summary last_change(const LearningCurveByRows&, const Metric&);

/// What `binet cv --learning-curve --json` prints.
Json learning_curve_to_json(const LearningCurveByRows&);

}  // namespace binet
