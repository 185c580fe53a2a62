#pragma once

#include "binet/train/recipe.hpp"
#include "nn/diagnosis.hpp"

#include <string>
#include <vector>

namespace binet {

/// Records how well each layer of a network can learn during training.
class TrainingDiagnosis {
 public:
  /// Throws UsageError unless the config trains one network in mini-batches.
  explicit TrainingDiagnosis(const Config&);
  /// Has the observer report to this object.
  void watch(TrainingObserver&);
  /// Text: a table with one line per layer, the gradients per epoch as bars, and findings in sentences. Empty if no
  /// network was watched.
  std::string print() const;
  /// The latest epoch as further members of its line in the log: `, "layers": [{"layer": 1, …}, …]`.
  std::string log_members() const;

 private:
  using Layers = std::vector<LayerDiagnosis>;

  std::string print_layers() const;
  std::string print_gradients() const;

  LossConfig loss_;
  std::string initializer_;
  bool output_weights_are_0_ = false;  ///< at the start
  std::vector<Layers> epochs_;         ///< the start, then after each epoch
  Layers end_;                         ///< of the parameters that are kept
  int kept_epoch_ = 0;
};

}  // namespace binet
