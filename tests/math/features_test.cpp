#include "binet/math/features.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace binet {
namespace {

Examples three_examples() {
  Examples examples;
  examples.features.dense.resize(3, 2);
  examples.features.dense << 1, 2, 3, 4, 5, 6;
  examples.features.codes.resize(3, 1);
  examples.features.codes << 0, kNoCode, 2;
  examples.features.bins.resize(3, 0);
  examples.features.positions.resize(3, 0);
  examples.target.resize(3);
  examples.target << 0, 1, 0;
  return examples;
}

TEST(Features, GatherTakesRowsInTheOrderGivenWithRepeats) {
  const std::vector<Index> rows{2, 0, 2};
  const Examples gathered = three_examples().gather(rows);
  ASSERT_EQ(gathered.rows(), 3);
  EXPECT_EQ(gathered.features.dense(0, 1), 6);
  EXPECT_EQ(gathered.features.dense(1, 0), 1);
  EXPECT_EQ(gathered.features.codes(2, 0), 2);
  EXPECT_EQ(gathered.features.bins.rows(), 3);
  EXPECT_EQ(gathered.weight.size(), 0);
}

TEST(Features, GatherTakesWeightsAlong) {
  Examples examples = three_examples();
  examples.weight.resize(3);
  examples.weight << 1, 2, 4;
  EXPECT_EQ(examples.gather(std::vector<Index>{2}).weight(0), 4);
}

TEST(FeatureShape, CountsOneHotUnits) {
  EXPECT_EQ((FeatureShape{3, {2, 5}, {8}}.one_hot_size()), 18);
  EXPECT_EQ(FeatureShape{}.one_hot_size(), 0);
}

}  // namespace
}  // namespace binet
