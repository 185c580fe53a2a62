#pragma once

#include "binet/config/config.hpp"
#include "binet/sgd/network_training.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace binet {

/// How far a run had come: with the same data it goes on as if it had never been interrupted, to the same bytes. What
/// is not of mini-batch training is done again, which gives the same again.
struct Checkpoint {
  Config config;
  std::string data_hash;                          ///< of the training file, as in a model
  std::map<std::size_t, TrainingState> networks;  ///< by their number in the run; those not begun are absent
};

/// JSON with numbers as hexadecimal bit patterns: nothing is rounded. Reading throws Error that names `source`.
std::string print_checkpoint(const Checkpoint&);
Checkpoint parse_checkpoint(std::string_view text, const std::string& source);
Checkpoint load_checkpoint(const std::string& path);

/// Where the networks of a run save their states, and find those of an earlier run to resume from. Its methods may be called from
/// several threads at once.
class CheckpointStore {
 public:
  /// `write`, if there is one, is called with the whole checkpoint each time a network has trained for `seconds` more,
  /// at the end of the epoch, and when it is done.
  CheckpointStore(Checkpoint start, double seconds, std::function<void(const Checkpoint&)> write);

  /// Throws Error if the states to resume from are of other data.
  void use_data(const std::string& hash);
  /// Throws Error if a state to resume from is of a network that the run does not train: its number is not below
  /// `count`.
  void use_networks(std::size_t count) const;
  /// What train_network needs to resume network `number` and to save its states here. `stopping` tells whether the
  /// run is asked to stop.
  TrainingContinuation continuation(std::size_t number, std::function<bool()> stopping);
  Checkpoint checkpoint() const;

 private:
  void save(std::size_t number, TrainingState);

  mutable std::mutex mutex_;
  Checkpoint now_;
  double seconds_;
  std::function<void(const Checkpoint&)> write_;
};

/// The same for a store that may be null: then network `number` starts anew and saves nothing.
TrainingContinuation continuation_in(CheckpointStore*, std::size_t number, const std::function<bool()>& stopping);

}  // namespace binet
