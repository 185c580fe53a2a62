#pragma once

#include "binet/train/recipe.hpp"
#include "features/features.hpp"
#include "math/folds.hpp"
#include "math/random.hpp"
#include "nn/network.hpp"
#include "sgd/network_training.hpp"

#include <span>
#include <string>
#include <vector>

namespace binet {

/// The training rows in one encoding.
struct EncodedRows {
  FeatureShape shape;
  Examples examples;
};

/// Networks of one kind, each trained without some rows, on which it is stopped and evaluated.
struct FoldEnsemblePlan {
  std::string name;         ///< for reports: "mlp", "piecewise mlp"
  std::size_t encoder = 0;  ///< index of its encoding
  std::vector<LayerSpec> layers;
  NetworkTrainingSettings training;
  double bias_rate = 1, scale_rate = 1;  ///< learning-rate factors of biases and of input scales
  int copies = 1;
  Index most_rows = 0;  ///< limit of rows per copy, drawn from those of its fold; 0: all
  std::string initializer = kInitializeFromData;
  std::string weights = {};  ///< as in model.weights; empty: none
  bool rates_by_fan_in = true;  ///< learning rates of weights are divided by √inputs
};

struct FoldEnsemble {
  std::vector<Network> networks;
  std::vector<TrainingSummary> summaries;
  /// One entry per row of left_out_rows: mixed logits of the networks that did not see the row; NaN if every network
  /// did. `judged`: each network after the epoch that is best on the other parts of the held-out rows, by the mean loss
  /// of all networks that did not see them, so that the row had no influence on it.
  VectorD held_out, judged;
  /// `judged` by one network at a time: by the first that did not see the row, by the second, …, as far as there is one
  /// for each row; empty if there is a row that only one network did not see.
  std::vector<VectorD> judged_by_one;
  double judging = 0;  ///< networks that did not see a row: the harmonic mean
};

/// The rows that some fold leaves out, ascending: of very many rows a few percent.
std::vector<Index> left_out_rows(std::span<const Split> folds);

/// The places of the logits that every ensemble (or other part) has.
std::vector<Index> judged_places(const std::vector<const VectorD*>& held_out);
/// The entries at these places.
std::vector<Index> pick(std::span<const Index> rows, std::span<const Index> places);
VectorD pick(const VectorD& held_out, std::span<const Index> places);

/// Trains every copy of every plan, copy c without the validation part of fold c mod K, in parallel.
/// `encodings[plan.encoder]` are the rows that folds refer to; `part_of` is the part of the held-out rows that each
/// belongs to (empty: no evaluation); `prior` is the initial share of positives of the networks. The result does not
/// depend on the number of threads.
std::vector<FoldEnsemble> train_fold_ensembles(std::span<const FoldEnsemblePlan>,
                                               std::span<const EncodedRows> encodings, std::span<const Split> folds,
                                               std::span<const int> part_of, double prior, const Random&,
                                               const TrainingObserver&, CheckpointStore* checkpoints = nullptr);

}  // namespace binet
