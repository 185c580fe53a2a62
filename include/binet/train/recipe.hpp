#pragma once

#include "binet/config/config.hpp"
#include "binet/model/classifier.hpp"
#include "binet/sgd/epoch_record.hpp"
#include "binet/table/table.hpp"

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

class CheckpointStore;
class Network;
struct Candidate;
struct Examples;
struct TrainingData;

/// The held-out prediction of a training row.
struct OutOfFoldRow {
  Index row = 0;            ///< of the data, from 1
  Index fold = 0;           ///< from 1; 0: no folds
  double probability = 0;
  bool positive = false;    ///< its target
};

enum class TrainingMoment { start, epoch, end };

/// Callbacks of a run; each may be empty. They are called on any training thread: `epoch` and `network` one call at a
/// time, `stop_requested` from several threads at once.
struct TrainingObserver {
  std::function<void(const EpochRecord&, int epochs)> epoch = {};  ///< after each epoch or solver iteration
  std::function<bool()> stop_requested = {};  ///< called by every solver and network; true: finish with the best so far
  /// A network trained alone in mini-batches, with its training rows: at the start (epoch 0), after each epoch before
  /// `epoch`, and at the end with the parameters that are kept and their epoch.
  std::function<void(TrainingMoment, int epoch, const Network&, const Examples&)> network = {};
  /// The held-out predictions of training rows, in the order of the data; once, at the end. Merged copies of a row are
  /// one.
  std::function<void(const std::vector<OutOfFoldRow>&)> out_of_fold = {};

  bool should_stop() const { return stop_requested && stop_requested(); }
};

/// The context of a run besides config and data.
struct TrainingRun {
  TrainingObserver observer = {};
  CheckpointStore* checkpoints = nullptr;  ///< where networks save their states and resume from; null: no checkpoints
  /// When the run began, including reading: a time budget counts from here.
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  const Classifier* prior = nullptr;  ///< a model to update with the new rows; null: train from scratch
};

/// A method of training a classifier. To add one, add a file with its function and a row to the table of recipe.cpp.
struct Recipe {
  std::string_view name;
  std::string_view summary;
  Candidate (*train)(const TrainingData&);
};

std::span<const Recipe> recipes();

/// Throws UsageError listing the known names.
const Recipe& recipe(std::string_view name);

/// Trains the classifier that the config describes. If `validation` is null, part of `training` is held out where the
/// recipe needs it. Throws Error for data that cannot be trained on.
Classifier train(const Config&, const Table& training, const Table* validation, const TrainingRun& = {});
/// The same with less memory: the training table may be consumed.
Classifier train(const Config&, Table&& training, const Table* validation, const TrainingRun& = {});
Classifier train(const TrainingData&);

}  // namespace binet
