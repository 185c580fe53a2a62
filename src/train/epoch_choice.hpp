#pragma once

#include "features/features.hpp"
#include "math/split.hpp"
#include "sgd/network_training.hpp"

#include <span>
#include <vector>

namespace binet {

/// A network's logits of the rows it did not see; after it has stopped, they stay the same.
struct HeldOutCourse {
  const Split* fold;
  const std::vector<Index>* places;  ///< of the fold's validation rows among the rows that are judged
  const TrainingSummary* summary;    ///< with validation_logits

  int length() const { return summary->epochs.back().epoch; }
  /// The held-out logits after an epoch, of those that are kept in a run of this length.
  const Vector& after(int epoch) const;
};

/// The best epoch for each part of the held-out rows, by the loss of the other parts: rows have no influence on the
/// epoch after which they are predicted.
class EpochChoice {
 public:
  /// `part_of`: the part of each example, from 0, where a fold holds it out. Losses are summed over all courses.
  EpochChoice(std::span<const HeldOutCourse> courses, const Examples&, std::span<const int> part_of,
              const NetworkTrainingSettings&);

  int parts() const { return static_cast<int>(losses_.cols()); }
  /// The best epoch for a part; the last one if no other part was held out.
  int best_epoch_for(Index part) const;

 private:
  void add_losses(const HeldOutCourse&, const Examples&, std::span<const int> part_of, const NetworkTrainingSettings&);

  std::vector<int> epochs_;
  MatrixD losses_;  ///< epochs × parts
};

}  // namespace binet
