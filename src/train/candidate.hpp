#pragma once

#include "binet/base/types.hpp"
#include "model/evidence.hpp"
#include "model/member.hpp"
#include "train/mean_difference.hpp"
#include "train/network_average.hpp"

#include <optional>
#include <string>
#include <vector>

namespace binet {

/// Predictions for rows that their model was not fitted to.
struct HeldOut {
  VectorD logit;
  Vector target, weight;        ///< weight may be empty
  std::string described;        ///< "20% held out", "leave-one-out", "valid.csv"; empty: none
  VectorD logistic_logit = {};  ///< logits of logistic regression alone, for comparison; empty: none
  /// True if the fits that predict a row knew the share of each class among all rows, as with stratified folds.
  bool shares_known = false;
  std::vector<Index> group = {};  ///< equal where rows are not independent of each other; empty: all are
  std::vector<Index> places = {};  ///< of the predictions among the training rows; empty: unknown, or of other rows
  std::vector<Index> fold = {};    ///< of each prediction, from 1: its model was fitted without this fold; empty: each
                                   ///< has a model of its own, or the recipe does not know
  /// The logits by one network of each kind at a time, where the model averages more networks than judge a row.
  std::vector<VectorD> logit_by_one = {};
  NetworkAverage average = {};
  double fitted_share = 1;  ///< of the rows, in the fits that predict others, where the model was fitted to all
  /// The saved model's logits of evenly_spaced_rows, if its table was consumed; else empty.
  VectorD fitted = {};
  double model_share_fitted = 1;     ///< of the saved model, by weight of its networks: fitted to a judged row
  VectorD logistic_fitted = {};      ///< logistic regression's logits of the rows it was fitted to; may be empty
  double logistic_fitted_share = 1;  ///< as fitted_share
  bool ranked_in_folds = false;  ///< as JudgingFacts::fold: each fold has a network of its own
  std::optional<MeanDifference> logistic_difference = {};  ///< log loss minus that of logistic regression; may be empty
};

/// A fitted model with its held-out predictions, from which threshold and metrics are computed.
struct Candidate {
  Classifier model;
  HeldOut held_out;
  std::vector<LearningCurve> curves = {};  ///< for the report
  LayerCourse course = {};                 ///< the same
};

}  // namespace binet
