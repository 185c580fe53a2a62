#pragma once

#include "binet/config/config.hpp"
#include "binet/model/classifier.hpp"
#include "binet/sgd/network_training.hpp"
#include "binet/table/table.hpp"

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

class CheckpointStore;

enum class TrainingMoment { start, epoch, end };

/// What is called while a run works; each may be empty. Calls come from any thread that trains: `epoch` and `network`
/// one at a time, `stop_requested` by several threads at once.
struct TrainingObserver {
  std::function<void(const EpochRecord&, int epochs)> epoch = {};  ///< after each epoch or solver iteration
  std::function<bool()> stop_requested = {};  ///< by every solver and network; true: finish with the best so far
  /// A network trained alone in mini-batches, with its training rows: at the start (epoch 0), after each epoch and
  /// before its `epoch`, and at the end, with the parameters that are kept and the epoch they are from.
  std::function<void(TrainingMoment, int epoch, const Network&, const Examples&)> network = {};

  bool should_stop() const { return stop_requested && stop_requested(); }
};

/// What a run has beside its config and data.
struct TrainingRun {
  TrainingObserver observer = {};
  CheckpointStore* checkpoints = nullptr;  ///< where networks save their states and resume from; null: nowhere
  /// When the run began, reading included: a time budget counts from here.
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  const Classifier* prior = nullptr;  ///< a model to update in the light of the rows; null: training starts anew
};

struct TrainingData;

/// Predictions on rows their model was not fitted to.
struct HeldOut {
  VectorD logit;
  Vector target, weight;        ///< weight may be empty
  std::string described;        ///< "20 % held out", "leave-one-out", "valid.csv"; empty if there are none
  VectorD logistic_logit = {};  ///< of logistic regression alone, to be set beside; empty if there is none
  /// The fits that predict a row knew the share of each class among all rows, the row included, as folds of equal shares do.
  bool shares_known = false;
  std::vector<Index> group = {};  ///< equal where rows are not independent of each other; empty: all are
};

/// A fitted model beside the evidence of how good it is, from which threshold and metrics follow.
struct Candidate {
  Classifier model;
  HeldOut held_out;
};

/// A way to train a classifier. To add one: a file that defines its function, and a row in the table of recipe.cpp.
struct Recipe {
  std::string_view name;
  std::string_view summary;
  Candidate (*train)(const TrainingData&);
};

std::span<const Recipe> recipes();

/// Throws UsageError that lists the known names.
const Recipe& recipe(std::string_view name);

/// Trains the classifier the config asks for. `validation` may be null: then part of `training` is held out where the
/// recipe needs it. Throws Error for data that cannot be trained on.
Classifier train(const Config&, const Table& training, const Table* validation, const TrainingRun& = {});
/// The same with less memory: the training table may be used up.
Classifier train(const Config&, Table&& training, const Table* validation, const TrainingRun& = {});
Classifier train(const TrainingData&);

}  // namespace binet
