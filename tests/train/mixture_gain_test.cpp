#include "train/mixture_gain.hpp"
#include "train/group_errors.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace binet {
namespace {

constexpr double kRounding = 5e-5;

LabelledRows four_rows() {
  LabelledRows rows;
  rows.rows = row_numbers(4);
  rows.target.resize(4);
  rows.target << 1, 0, 1, 0;
  return rows;
}

const VectorD kFirst{{0.5, -0.5, -0.5, 0.5}}, kMixture{{1.5, -0.2, -0.5, 0.1}};

/// The standard error of four differences in log loss: sd(d) / 2 in R.
TEST(MixtureGain, IsAPairedDifferenceWithItsError) {
  const MeanDifference gain = gain_of_mixture({kFirst, {}}, {kMixture, {}}, four_rows());
  EXPECT_NEAR(gain.mean, 0.0946, kRounding);
  EXPECT_NEAR(gain.standard_error, 0.0943, kRounding);
  EXPECT_EQ(gain_of_mixture({kMixture, {}}, {kFirst, {}}, four_rows()).mean, -gain.mean);
}

/// Two groups of two rows: half of the difference between the means of their differences, by hand, and for
/// an interval of one degree of freedom.
TEST(MixtureGain, HasAnErrorByGroups) {
  LabelledRows rows = four_rows();
  const MeanDifference by_rows = gain_of_mixture({kFirst, {}}, {kMixture, {}}, rows);
  rows.group = {0, 0, 1, 1};
  const MeanDifference gain = gain_of_mixture({kFirst, {}}, {kMixture, {}}, rows);
  EXPECT_DOUBLE_EQ(gain.mean, by_rows.mean);
  const auto loss = [](double z) { return std::log1p(std::exp(-z)); };  // of a row on the right side by z
  const double first = (loss(0.5) - loss(1.5) + loss(0.5) - loss(0.2)) / 2;
  const double second = (loss(-0.5) - loss(-0.5) + loss(-0.5) - loss(-0.1)) / 2;
  EXPECT_NEAR(gain.standard_error, few_groups_factor({2, 2}) * std::abs(first - second) / 2, 1e-12);
}

/// Where both models have learned their rows, as much variance again is missing, and no more.
TEST(MixtureGain, HoldsTheDependenceBetweenFolds) {
  const VectorD far{{9, -9, 9, -9}};
  EXPECT_NEAR(gain_of_mixture({kFirst, far}, {kMixture, far}, four_rows()).standard_error, 0.1334, kRounding);
  EXPECT_NEAR(gain_of_mixture({kFirst, kFirst}, {kMixture, kMixture}, four_rows()).standard_error, 0.0943, kRounding);
}

}  // namespace
}  // namespace binet
