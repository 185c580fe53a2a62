#pragma once

#include "binet/train/ensemble.hpp"
#include "binet/train/training_data.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace binet {

/// training.time_budget of a run: how much is left, and how training is cut so that it fits. How fast the machine is
/// decides on what is trained, so that a model depends on it; what was cut is said in settings that train the same
/// model again without a budget.
class TimeBudget {
 public:
  explicit TimeBudget(const TrainingData&);

  bool limited() const { return seconds_ > 0; }
  /// For training, what comes after it set aside; not below 0.
  double seconds_left() const;
  /// The run's own wish to stop, or the budget is overrun: the machine turned out slower than it was timed.
  bool stop_requested() const;

 private:
  double elapsed() const;

  const TrainingObserver& observer_;
  double seconds_ = 0;
};

/// How many networks are trained, each for how many epochs at most.
struct NetworkWork {
  int networks = 0, epochs = 0;
};

/// The most of `wanted` that fits: epochs are cut first, to a third of those wanted, then networks, then epochs again;
/// 0 networks if not one epoch of one fits. An epoch of `threads` networks side by side takes `seconds_per_epoch`.
NetworkWork fit_into(double seconds, double seconds_per_epoch, int threads, const NetworkWork& wanted);

/// Times an epoch of each plan on some rows, and cuts copies and epochs of the plans to what fits into the time left.
/// Returns one sentence on what was cut; empty if nothing was.
std::string cut_to_budget(std::vector<BagPlan>& plans, const TimeBudget&, std::span<const EncodedRows> encodings,
                          double prior);

/// The same for a single network. Throws nothing; the network is not changed.
std::string cut_to_budget(NetworkTrainingSettings&, const TimeBudget&, const Network&, const Examples& training,
                          const Examples* validation);

}  // namespace binet
