#pragma once

#include "train/fold_ensemble.hpp"
#include "train/training_data.hpp"

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
  std::chrono::steady_clock::time_point started_;
  double seconds_ = 0;
};

/// Which networks are trained, and how much each.
struct NetworkWork {
  std::vector<int> copies;  ///< one entry a kind of network
  int epochs = 0;           ///< at most
  double row_share = 1;     ///< of the rows that each learns from

  int networks() const;
};

/// Seconds that a network takes while every thread trains one: before its first epoch, and an epoch over all rows.
struct NetworkCost {
  double start = 0, epoch = 0;
};

/// The most of `wanted` that fits: epochs are cut first, to a third of those wanted, then networks, to one a thread,
/// then rows, to the least share, then epochs again; no networks if not one epoch fits. One cost a kind of network.
NetworkWork fit_into(double seconds, std::span<const NetworkCost>, int threads, const NetworkWork& wanted,
                     double least_row_share);

/// Times an epoch of each plan on some rows, and cuts copies, epochs and rows of the plans to what fits into the time
/// left.
/// Returns one sentence on what was cut; empty if nothing was.
std::string cut_to_budget(std::vector<FoldEnsemblePlan>& plans, const TimeBudget&, std::span<const EncodedRows> encodings,
                          std::span<const Split> folds, double prior);

/// The same for a single network. Throws nothing; the network is not changed.
std::string cut_to_budget(NetworkTrainingSettings&, const TimeBudget&, const Network&, const Examples& training,
                          const Examples* validation);

}  // namespace binet
