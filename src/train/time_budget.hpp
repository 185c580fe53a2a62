#pragma once

#include "train/fold_ensemble.hpp"
#include "train/training_data.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace binet {

/// The time budget of a run (training.time_budget): the time left, and how training is reduced to fit it. The machine's
/// speed determines what is trained, and thus the model; notes report the reductions as settings that train the same
/// model again without a budget.
class TimeBudget {
 public:
  explicit TimeBudget(const TrainingData&);

  bool limited() const { return seconds_ > 0; }
  /// Time for training, without the reserve for later work; not below 0.
  double seconds_left() const;
  /// True if the run was asked to stop, or if the budget is exceeded because the machine was slower than measured.
  bool stop_requested() const;

 private:
  double elapsed() const;

  const TrainingObserver& observer_;
  std::chrono::steady_clock::time_point started_;
  double seconds_ = 0;
};

/// The networks to train, and how much each trains.
struct NetworkWork {
  std::vector<int> copies;  ///< one entry per kind of network
  int epochs = 0;           ///< upper limit
  double row_share = 1;     ///< share of the rows that each learns from

  int networks() const;
};

/// Seconds per network while every thread trains one: before its first epoch, and per epoch over all rows.
struct NetworkCost {
  double start = 0, epoch = 0;
};

/// The largest part of `wanted` that fits. Reductions in order: epochs to a third, networks to one per thread, rows to
/// the least share, then epochs again; no networks if not even one epoch fits. One cost per kind of network.
NetworkWork fit_into(double seconds, std::span<const NetworkCost>, int threads, const NetworkWork& wanted,
                     double least_row_share);

/// Measures an epoch of each plan on some rows, and reduces copies, epochs and rows of the plans to the time left.
/// Returns one sentence on the reductions; empty if there were none.
std::string cut_to_budget(std::vector<FoldEnsemblePlan>& plans, const TimeBudget&,
                          std::span<const EncodedRows> encodings, std::span<const Split> folds, double prior);

/// The same for a single network. Throws nothing; the network is not changed.
std::string cut_to_budget(NetworkTrainingSettings&, const TimeBudget&, const Network&, const Examples& training,
                          const Examples* validation);

}  // namespace binet
