#pragma once

#include "binet/train/recipe.hpp"
#include "nn/diagnosis.hpp"

#include <array>
#include <string>
#include <vector>

namespace binet {

/// How well each layer of a network can learn as its training goes on.
class TrainingDiagnosis {
 public:
  /// Throws UsageError unless the config trains one network in mini-batches.
  explicit TrainingDiagnosis(const Config&);
  /// Has the observer report to this object.
  void watch(TrainingObserver&);
  /// A line a layer: what it is, gradients at the start, after the first epoch and at the end, saturation, dead units.
  std::string print() const;

 private:
  LossConfig loss_;
  std::array<std::vector<LayerDiagnosis>, 3> moments_;  ///< by TrainingMoment
};

}  // namespace binet
