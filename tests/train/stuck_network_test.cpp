#include "train/stuck_network.hpp"

#include "math/random.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace binet {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Rows of one column, which is the target plus noise, or nothing but noise.
Examples rows_of(double signal) {
  constexpr Index kRows = 200;
  Random random(3);
  Examples examples;
  examples.features.dense.resize(kRows, 1);
  examples.features.codes.resize(kRows, 0);
  examples.features.bins.resize(kRows, 0);
  examples.features.positions.resize(kRows, 0);
  examples.target.resize(kRows);
  for (Index i = 0; i < kRows; ++i) {
    examples.target[i] = static_cast<Scalar>(i % 2);
    examples.features.dense(i, 0) = static_cast<Scalar>(signal * static_cast<double>(i % 2) + random.normal());
  }
  return examples;
}

detail::TrainingGoal goal(double least_loss) {
  return {.epochs = 1, .loss = least_loss, .base_loss = std::log(2.0), .longest = 9, .least_loss = least_loss};
}

TEST(StuckNetwork, IsStuckWhereLogisticRegressionLearns) {
  const FeatureShape shape{1, {}, {}};
  EXPECT_THAT(
      detail::note_on_stuck_network(shape, rows_of(2), goal(0.693), "xavier_uniform"),
      AllOf(HasSubstr("0.6930 is hardly below 0.6931"), HasSubstr("the network is stuck, since logistic regression"),
            HasSubstr("; --initializer data, a larger --learning-rate")));
}

TEST(StuckNetwork, TakesTooLargeStepsFarAboveTheLossOfOneProbability) {
  const FeatureShape shape{1, {}, {}};
  EXPECT_THAT(detail::note_on_stuck_network(shape, rows_of(2), goal(10.43), "xavier_uniform"),
              AllOf(HasSubstr("never falls below 10.43"), HasSubstr("lower --learning-rate"),
                    Not(HasSubstr("hardly below"))));
}

TEST(StuckNetwork, MayHaveColumnsThatTellNothing) {
  const FeatureShape shape{1, {}, {}};
  EXPECT_THAT(
      detail::note_on_stuck_network(shape, rows_of(0), goal(0.693), kInitializeFromData),
      AllOf(HasSubstr("logistic regression learns nothing from these columns either"), Not(HasSubstr("stuck")),
            HasSubstr("; another --seed, a larger --learning-rate")));
}

TEST(StuckNetwork, IsNoneThatLearns) {
  const FeatureShape shape{1, {}, {}};
  EXPECT_EQ(detail::note_on_stuck_network(shape, rows_of(2), goal(0.6), kInitializeFromData), "");
}

}  // namespace
}  // namespace binet
