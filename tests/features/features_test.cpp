#include "features/features.hpp"

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

TEST(Features, WritesPiecewiseLinearColumnsOutBehindTheDenseOnes) {
  Features features = three_examples().features;
  features.bins.resize(3, 2);
  features.bins << 0, 1, 2, kNoCode, 1, 0;
  features.positions.resize(3, 2);
  features.positions << 0.5, 0.25, 2, 0, -1, 1;
  const std::vector<Index> widths{3, 2};
  const Features wide = features.write_out_bins(widths);
  Matrix expected(3, 7);
  expected << 1, 2, 0.5, 0, 0, 1, 0.25,  //
      3, 4, 1, 1, 2, 0, 0,               //
      5, 6, 1, -1, 0, 1, 0;
  EXPECT_EQ(wide.dense, expected);
  EXPECT_EQ(wide.codes, features.codes);
  EXPECT_EQ(wide.bins.cols(), 0);
}

TEST(Features, GatherReturnsRowsInTheOrderGivenWithRepeats) {
  const std::vector<Index> rows{2, 0, 2};
  const Examples gathered = three_examples().gather(rows);
  ASSERT_EQ(gathered.rows(), 3);
  EXPECT_EQ(gathered.features.dense(0, 1), 6);
  EXPECT_EQ(gathered.features.dense(1, 0), 1);
  EXPECT_EQ(gathered.features.codes(2, 0), 2);
  EXPECT_EQ(gathered.features.bins.rows(), 3);
  EXPECT_EQ(gathered.weight.size(), 0);
}

TEST(Features, GatherReturnsWeightsToo) {
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
