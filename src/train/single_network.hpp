#pragma once

#include "train/fold_ensemble.hpp"
#include "train/network_recipe.hpp"

#include <functional>
#include <string>
#include <vector>

namespace binet::detail {

/// Label smoothing and losses other than log loss leave logits that are no log odds: calibration is to undo that.
double calibration_shrinkage(const LossConfig&);

/// How networks trained alone see numbers: as linear ones if they have no hidden layer.
EncoderSettings network_encoding(const Config&, const std::vector<LayerSpec>& hidden);

/// Weighted.
double positive_share(const Examples&);

/// All rows that may be learned from, as a network sees them.
struct AllRows {
  Schema schema;
  Encoder encoder;
  EncodedRows encoded;

  AllRows(const TrainingData&, const std::vector<LayerSpec>& hidden);
};

/// How far networks that held-out rows judged have come on the rows they learned from.
struct TrainingGoal {
  int epochs = 0;           ///< after which held-out rows are predicted best
  double loss = 0;          ///< the mean training loss there
  double base_loss = 0;     ///< that of the share of positives
  int longest = 0;          ///< epochs that held-out rows were looked at
  double least_loss = 0;    ///< the lowest training loss in these
};

/// Trains the model's network anew on all rows, as others were trained on parts of them, for as many epochs. Where its
/// training loss then falls short of theirs, it goes on, and then starts anew from other random numbers; the report says
/// so where that does not help either. If the run is asked to stop meanwhile, the model stays as it is. With
/// `validation_loss`, which tells that of an epoch, the observer watches.
void train_on_all_rows(const TrainingData&, AllRows, const std::vector<LayerSpec>& hidden, const TrainingGoal&,
                       Classifier&, const std::function<double(int epoch)>& validation_loss = {});

/// A sentence where the best epoch is the first of several or the last of `most`; else empty.
std::string note_on_best_epoch(const TrainingGoal&, int most);

/// One part of the rows is held out: it stops the network and judges it.
Candidate train_by_holdout(const TrainingData&, const std::string& recipe, const std::vector<LayerSpec>& hidden);

/// Networks that each leave out one fold say for how many epochs one is to be trained on all rows; their predictions of
/// the rows that they did not see calibrate and judge it.
Candidate train_by_folds(const TrainingData&, const std::string& recipe, const std::vector<LayerSpec>& hidden,
                         int count);

}  // namespace binet::detail
