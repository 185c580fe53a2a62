#pragma once

#include "features/features.hpp"
#include "model/evidence.hpp"
#include "nn/network.hpp"
#include "train/training_data.hpp"

namespace binet::detail {

/// Records the saturation and the gradients of a network's hidden layers while it trains on all rows, for the report:
/// at about twenty epochs, on at most 256 rows and a quarter of them, so that it takes a few percent of these epochs.
/// Records nothing for sequences, without hidden layers, and where output.evidence is 0.
class LayerCourseRecorder {
 public:
  /// The examples must outlive the object. `epochs` is the expected number of epochs.
  LayerCourseRecorder(const TrainingData&, const Examples&, const Network&, int epochs);

  /// After an epoch; 0: before the first one. The last one is recorded in any case.
  void record(int epoch, const Network&, bool last = false);
  LayerCourse take() { return std::move(course_); }

 private:
  const Config& config_;
  Examples sample_;
  std::vector<std::size_t> layers_;  ///< recorded ones, by index
  int epochs_, step_;
  LayerCourse course_;
};

}  // namespace binet::detail
