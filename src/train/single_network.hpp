#pragma once

#include "train/candidate.hpp"
#include "train/fold_ensemble.hpp"
#include "train/network_recipe.hpp"

#include <functional>
#include <string>
#include <vector>

namespace binet::detail {

/// The shrinkage of calibration. With label smoothing, or with losses other than log loss, logits are not log odds,
/// which calibration has to correct.
double calibration_shrinkage(const LossConfig&);

/// The encoding of networks that are trained alone: that of linear models if there is no hidden layer.
EncoderSettings network_encoding(const Config&, const std::vector<LayerSpec>& hidden);

/// Weighted share of positives.
double positive_share(const Examples&);

/// All training rows in the encoding of a network.
struct AllRows {
  Schema schema;
  Encoder encoder;
  EncodedRows encoded;

  AllRows(const TrainingData&, const std::vector<LayerSpec>& hidden);
};

/// The progress of networks that were evaluated on held-out rows, measured on their training rows.
struct TrainingGoal {
  int epochs = 0;           ///< best number of epochs for held-out rows
  double loss = 0;          ///< mean training loss there
  double base_loss = 0;     ///< loss of predicting the share of positives
  int longest = 0;          ///< largest number of epochs evaluated on held-out rows
  double least_loss = 0;    ///< the lowest training loss in these
};

/// Trains the model's network from scratch on all rows, with the settings of networks trained on parts of them, for the
/// goal's number of epochs. If its training loss is then worse than theirs, it trains on, and then restarts from other
/// random numbers; the report says so if that does not help either. Replaces the candidate's model and its course,
/// unless the run is asked to stop. With `validation_loss`, which returns the loss of an epoch, the observer is called.
void train_on_all_rows(const TrainingData&, AllRows, const std::vector<LayerSpec>& hidden, const TrainingGoal&,
                       Candidate&, const std::function<double(int epoch)>& validation_loss = {});

/// A sentence where the best epoch is the first of several or the last of `most`; else empty.
std::string note_on_best_epoch(const TrainingGoal&, int most);

/// Holds out one part of the rows, which stops, calibrates and evaluates the network. Each fifth of them is evaluated
/// after the epoch and by the calibration that the others choose, so that the metrics hold for new rows.
Candidate train_by_holdout(const TrainingData&, const std::string& recipe, const std::vector<LayerSpec>& hidden);

/// Networks that each leave out one fold determine the number of epochs of a network trained on all rows; their
/// predictions for unseen rows calibrate and evaluate it.
Candidate train_by_folds(const TrainingData&, const std::string& recipe, const std::vector<LayerSpec>& hidden,
                         int count);

}  // namespace binet::detail
