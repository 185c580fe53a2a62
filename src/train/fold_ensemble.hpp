#pragma once

#include "binet/features/features.hpp"
#include "math/folds.hpp"
#include "binet/math/random.hpp"
#include "binet/nn/network.hpp"
#include "binet/sgd/network_training.hpp"
#include "binet/train/recipe.hpp"

#include <span>
#include <string>
#include <vector>

namespace binet {

/// The training rows in one encoding.
struct EncodedRows {
  FeatureShape shape;
  Examples examples;
};

/// Networks of one kind, each trained without some rows, by which it is stopped and judged.
struct FoldEnsemblePlan {
  std::string name;         ///< for reports: "mlp", "piecewise mlp"
  std::size_t encoder = 0;  ///< which encoding it reads
  std::vector<LayerSpec> layers;
  NetworkTrainingSettings training;
  double bias_rate = 1, scale_rate = 1;  ///< learning-rate factors of biases and of input scales
  int copies = 1;
  Index most_rows = 0;  ///< that a copy learns from, drawn for it from those of its fold; 0: all
  std::string initializer = kInitializeFromData;
  std::string weights = {};  ///< file of initial weights, as model.weights; empty: none
  bool rates_by_fan_in = true;  ///< learning rates of weights are divided by √inputs
};

struct FoldEnsemble {
  std::vector<Network> networks;
  std::vector<TrainingSummary> summaries;
  /// Logits by the networks that did not see the row, mixed; NaN where every one did. Judged: each after the epoch that
  /// is best on the other parts of the held-out rows, by the mean loss of all networks that did not see them, so that
  /// the row had no say in it.
  VectorD held_out, judged;
};

/// Rows that every ensemble, or whatever else has such logits, has predicted without having seen them.
std::vector<Index> judged_rows(const std::vector<const VectorD*>& held_out);
VectorD pick(const VectorD& held_out, std::span<const Index> rows);

/// Trains every copy of every plan, copy c without the validation part of fold c mod K, side by side on the pool.
/// `encodings[plan.encoder]` are the rows that folds number, `part_of` the part of the held-out rows that each belongs
/// to (empty: none is judged); `prior` is the share of positives that networks start from. The result does not depend on the number of threads.
std::vector<FoldEnsemble> train_fold_ensembles(std::span<const FoldEnsemblePlan>, std::span<const EncodedRows> encodings,
                                               std::span<const Split> folds, std::span<const int> part_of, double prior,
                                               const Random&, const TrainingObserver&,
                                               CheckpointStore* checkpoints = nullptr);

}  // namespace binet
