#pragma once

#include "base/paged_vector.hpp"
#include "features/features.hpp"
#include "math/random.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace binet::detail {

/// Examples in random order, divided into batches that differ by one example at most. If fewer than all are shuffled
/// together, runs of neighbouring examples are shuffled first, and then the examples inside windows of that order.
///
/// If examples are sequences and share their beginnings, as with a label per row, all examples of a sequence are in
/// one batch, which reads its steps once; batches then differ by one sequence at most, and have about as many examples
/// as asked for.
class Epochs {
 public:
  Epochs(const Features&, Index batch_size, std::uint64_t seed);

  Index batches() const { return batches_; }
  Index largest_batch() const;
  /// Puts the examples of the next epoch in order.
  void shuffle();
  /// True if the batch reaches into the next window: earlier examples are not needed again in this epoch.
  bool ends_window(Index i) const;
  std::span<const Index> batch(Index i) const;

 private:
  void order_runs();
  void order_groups();
  Index rows() const { return static_cast<Index>(order_.size()); }

  PagedVector<Index> order_;
  std::vector<std::vector<Index>> groups_;  ///< groups of examples with a common beginning; empty if there are none
  std::vector<Index> first_;                ///< with groups: where each batch begins in the order
  Index window_;
  Index batches_;
  Random random_;
};

}  // namespace binet::detail
