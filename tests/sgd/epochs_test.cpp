#include "sgd/epochs.hpp"

#include "binet/base/page_memory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace binet::detail {
namespace {

/// Every prefix of sequences of these lengths, the prefixes of one sequence apart from one another.
Features prefixes(const std::vector<Index>& lengths) {
  auto steps = std::make_shared<Features>();
  Index rows = 0;
  std::vector<Index> begin;
  for (const Index length : lengths) begin.push_back(rows), rows += length;
  steps->dense.resize(rows, 1);
  std::vector<RowRange> examples;
  for (Index end = 1; std::ssize(examples) < rows; ++end) {
    for (std::size_t s = 0; s < lengths.size(); ++s) {
      if (end <= lengths[s]) examples.push_back({begin[s], begin[s] + end});
    }
  }
  return Features::of_sequences(std::move(steps), std::move(examples));
}

TEST(Epochs, AllExamplesOfASequenceAreInOneBatch) {
  const Features features = prefixes({3, 1, 9, 4, 4, 2, 1});
  Epochs epochs(features, 6, 1), same(features, 6, 1);
  EXPECT_EQ(epochs.batches(), 4);
  std::vector<std::vector<Index>> orders;
  for (int epoch = 0; epoch < 3; ++epoch) {
    epochs.shuffle();
    same.shuffle();
    std::vector<Index> order, batch_of(3 + 1 + 9 + 4 + 4 + 2 + 1, -1);
    for (Index batch = 0; batch < epochs.batches(); ++batch) {
      EXPECT_LE(std::ssize(epochs.batch(batch)), epochs.largest_batch());
      EXPECT_TRUE(std::ranges::equal(epochs.batch(batch), same.batch(batch)));
      for (const Index example : epochs.batch(batch)) {
        const RowRange sequence = features.sequences[static_cast<std::size_t>(example)];
        Index& known = batch_of[static_cast<std::size_t>(sequence.begin)];
        EXPECT_TRUE(known == -1 || known == batch);
        known = batch;
        order.push_back(example);
      }
    }
    orders.push_back(order);
    std::ranges::sort(order);
    for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], static_cast<Index>(i));
    EXPECT_EQ(std::ssize(order), features.rows());
  }
  EXPECT_NE(orders[0], orders[1]);
}

TEST(Epochs, ExamplesApartAreDividedEvenly) {
  Features features;
  features.dense.resize(10, 1);
  Epochs epochs(features, 4, 1);
  epochs.shuffle();
  std::vector<Index> sizes;
  for (Index batch = 0; batch < epochs.batches(); ++batch) sizes.push_back(std::ssize(epochs.batch(batch)));
  EXPECT_EQ(sizes, (std::vector<Index>{3, 3, 4}));
  EXPECT_EQ(epochs.largest_batch(), 4);
}

TEST(Epochs, OrderOfManyExamplesIsTheSameWithAMemoryLimit) {
  Features features;  // in memory, so that all examples are shuffled together
  features.dense.resize(200'000, 1);
  Epochs unlimited(features, 200'000, 1);
  set_memory_limit(1);
  Epochs limited(features, 200'000, 1);
  set_memory_limit(0);
  unlimited.shuffle();
  limited.shuffle();
  EXPECT_TRUE(std::ranges::equal(limited.batch(0), unlimited.batch(0)));
}

}  // namespace
}  // namespace binet::detail
