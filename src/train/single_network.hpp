#pragma once

#include "train/fold_ensemble.hpp"
#include "train/network_recipe.hpp"

#include <functional>
#include <string>
#include <vector>

namespace binet::detail {

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

/// Trains the model's network anew on all rows, as others were trained on parts of them, for so many epochs. If the run
/// is asked to stop meanwhile, the model stays as it is. With `validation_loss`, which tells that of an epoch, the
/// observer watches.
void train_on_all_rows(const TrainingData&, AllRows, const std::vector<LayerSpec>& hidden, int epochs, Classifier&,
                       const std::function<double(int epoch)>& validation_loss = {});

/// One part of the rows is held out: it stops the network and judges it.
Candidate train_by_holdout(const TrainingData&, const std::string& recipe, const std::vector<LayerSpec>& hidden);

/// Networks that each leave out one fold say for how many epochs one is to be trained on all rows; their predictions of
/// the rows that they did not see calibrate and judge it.
Candidate train_by_folds(const TrainingData&, const std::string& recipe, const std::vector<LayerSpec>& hidden,
                         int count);

}  // namespace binet::detail
