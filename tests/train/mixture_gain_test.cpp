#include "train/mixture_gain.hpp"

#include <gmock/gmock.h>

namespace binet {
namespace {

using testing::HasSubstr;

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
  EXPECT_EQ(describe_gain({kFirst, {}}, {kMixture, {}}, four_rows()),
            "The mixture lowers log loss by 0.0946 ± 0.0943 compared with logistic regression alone");
  EXPECT_THAT(describe_gain({kMixture, {}}, {kFirst, {}}, four_rows()),
              HasSubstr("raises log loss by 0.0946 ± 0.0943"));
}

/// Where both models have learned their rows, as much variance again is missing, and no more.
TEST(MixtureGain, HoldsTheDependenceBetweenFolds) {
  const VectorD far{{9, -9, 9, -9}};
  EXPECT_THAT(describe_gain({kFirst, far}, {kMixture, far}, four_rows()), HasSubstr("by 0.0946 ± 0.1334"));
  EXPECT_THAT(describe_gain({kFirst, kFirst}, {kMixture, kMixture}, four_rows()), HasSubstr("by 0.0946 ± 0.0943"));
}

}  // namespace
}  // namespace binet
