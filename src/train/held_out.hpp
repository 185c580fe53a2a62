#pragma once

#include "base/paged_vector.hpp"
#include "binet/base/types.hpp"
#include "train/judged_rows.hpp"
#include "train/mean_difference.hpp"
#include "train/network_average.hpp"
#include "train/resampling.hpp"
#include "train/training_data.hpp"

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace binet {

/// The places of predictions among the training rows.
class TrainingPlaces {
 public:
  /// Places of rows that are no training rows.
  TrainingPlaces() = default;
  /// Places of all training rows, in their order.
  static TrainingPlaces all() { return TrainingPlaces(true, {}); }
  /// The i-th prediction is of the training row places[i].
  static TrainingPlaces some(const std::vector<Index>& places) {
    return TrainingPlaces(true, PagedVector<Index>(std::span<const Index>(places)));
  }

  bool known() const { return known_; }
  /// The training row of the i-th prediction; only where known.
  Index operator[](Index i) const { return places_.size() == 0 ? i : places_[static_cast<std::size_t>(i)]; }

 private:
  TrainingPlaces(bool known, PagedVector<Index> places) : known_(known), places_(std::move(places)) {}

  bool known_ = false;
  PagedVector<Index> places_;  ///< empty: all
};

/// Predictions for rows that their model was not fitted to. Each way to make them takes targets, weights and groups
/// from the rows that the logits are of, so that these cannot be of other rows, or in another order.
struct HeldOut {
  /// No predictions.
  HeldOut() = default;
  /// Predictions for rows of another file.
  static HeldOut of_file(const LabelledRows& file, VectorD logit);
  /// Predictions for every training row, in their order.
  static HeldOut of_all(const LabelledRows& training, VectorD logit, std::string described);
  /// The i-th logit is of the training row places[i]; no place comes twice.
  static HeldOut of_some(const LabelledRows& training, std::vector<Index> places, VectorD logit, std::string described);
  /// Predictions for the rows of hold_out.
  static HeldOut of_holdout(const TrainingData&, const Holdout&, VectorD logit);
  /// Other logits of the same rows.
  HeldOut with_logits(VectorD logit) const;
  /// What JudgedRows needs to know of these rows; dependence and ranking by folds are those of the caller.
  JudgingFacts facts() const { return {.shares_known = shares_known, .group = group, .fold = fold}; }

  VectorD logit;
  Vector target, weight;     ///< weight may be empty
  std::vector<Index> group;  ///< equal where rows are not independent of each other; empty: all are
  TrainingPlaces places;
  std::string described;  ///< "20% held out", "leave-one-out", "valid.csv"; empty: none

  VectorD logistic_logit;  ///< logits of logistic regression alone, for comparison; empty: none
  /// True if the fits that predict a row knew the share of each class among all rows, as with stratified folds.
  bool shares_known = false;
  std::vector<Index> fold;  ///< of each prediction, from 1: its model was fitted without this fold; empty: each has a
                            ///< model of its own, or the recipe does not know
  /// The logits by one network of each kind at a time, where the model averages more networks than judge a row.
  std::vector<VectorD> logit_by_one;
  NetworkAverage average;
  double fitted_share = 1;  ///< of the rows, in the fits that predict others, where the model was fitted to all
  /// The saved model's logits of evenly_spaced_rows, if its table was consumed; else empty.
  VectorD fitted;
  double model_share_fitted = 1;     ///< of the saved model, by weight of its networks: fitted to a judged row
  VectorD logistic_fitted;           ///< logistic regression's logits of the rows it was fitted to; may be empty
  double logistic_fitted_share = 1;  ///< as fitted_share
  bool ranked_in_folds = false;      ///< as JudgingFacts::fold: each fold has a network or an epoch of its own
  std::optional<MeanDifference> logistic_difference;  ///< log loss minus that of logistic regression; may be empty

 private:
  HeldOut(const LabelledRows& rows, TrainingPlaces, VectorD logit, std::string described);
};

}  // namespace binet
