#pragma once

#include "binet/data/table.hpp"
#include "binet/model/classifier.hpp"
#include "binet/model/config.hpp"
#include "binet/optim/network_training.hpp"

#include <functional>
#include <string>

namespace binet {

/// What a recipe tells while it works. Every call comes from the thread that called train().
struct TrainingObserver {
  std::function<void(const std::string&)> note;             ///< a sentence for the user
  std::function<void(const EpochRecord&, int epochs)> epoch;  ///< after each epoch or solver iteration
  std::function<bool()> stop_requested;                      ///< polled; true: finish with the best so far
};

/// Trains the classifier the config asks for. `validation` may be null: then part of `training` is held out where the
/// recipe needs it. Throws Error for data that cannot be trained on.
Classifier train(const Config&, const Table& training, const Table* validation, const TrainingObserver& = {});

}  // namespace binet
