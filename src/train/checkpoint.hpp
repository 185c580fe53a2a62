#pragma once

#include "binet/config/config.hpp"
#include "sgd/network_training.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace binet {

/// The progress of a run: with the same data, the resumed run gives the same bytes as an uninterrupted one. Everything
/// except mini-batch training is repeated, with the same result.
struct Checkpoint {
  Config config;
  std::string data_hash;                          ///< hash of the training file, as in a model
  std::map<std::size_t, TrainingState> networks;  ///< by their number in the run; those not started are absent
};

/// JSON with numbers as hexadecimal bit patterns: nothing is rounded. Reading throws Error that names `source`.
std::string print_checkpoint(const Checkpoint&);
Checkpoint parse_checkpoint(std::string_view text, const std::string& source);
Checkpoint load_checkpoint(const std::string& path);

/// Where the networks of a run save their states and find those of an earlier run. Thread-safe.
class CheckpointStore {
 public:
  /// `write`, unless empty, is called with the whole checkpoint each time a network has trained for another `seconds`,
  /// at the end of the epoch, and when it has finished.
  CheckpointStore(Checkpoint start, double seconds, std::function<void(const Checkpoint&)> write);

  /// Throws Error if the states to resume from belong to other data.
  void use_data(const std::string& hash);
  /// Throws Error if there is a state of a network that the run does not train: one whose number is not below `count`.
  void use_networks(std::size_t count) const;
  /// What train_network() needs to resume network `number` and to save its states here. `stopping` tells whether the
  /// run has been asked to stop.
  TrainingContinuation continuation(std::size_t number, std::function<bool()> stopping);
  Checkpoint checkpoint() const;

 private:
  void save(std::size_t number, TrainingState);

  mutable std::mutex mutex_;
  Checkpoint now_;
  double seconds_;
  std::function<void(const Checkpoint&)> write_;
};

/// The same for a store that may be null: then network `number` starts from scratch and saves nothing.
TrainingContinuation continuation_in(CheckpointStore*, std::size_t number, const std::function<bool()>& stopping);

}  // namespace binet
