#include "model/platt_scaling.hpp"

#include "math/random.hpp"
#include "math/sigmoid.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

/// Logits z with targets drawn at probability σ(a + b·z).
struct Sample {
  VectorD logit;
  Vector target;
  Sample(Index rows, double a, double b) : logit(rows), target(rows) {
    Random random(5);
    for (Index i = 0; i < rows; ++i) {
      logit[i] = 2 * random.normal();
      target[i] = random.uniform() < sigmoid(a + b * logit[i]) ? 1 : 0;
    }
  }
};

TEST(Calibration, FindsInterceptAndSlopeOfManyRows) {
  const Sample sample(20000, 0.5, 0.7);
  const Calibration found = fit_calibration(sample.logit, sample.target, {});
  EXPECT_NEAR(found.intercept, 0.5, 0.05);
  EXPECT_NEAR(found.slope, 0.7, 0.03);
}

TEST(Calibration, IsShrunkToTheIdentityOnFewRows) {
  const Sample sample(200, 0.5, 0.5);
  const Calibration found = fit_calibration(sample.logit, sample.target, {});
  EXPECT_GT(found.intercept, 0);
  EXPECT_LT(found.intercept, 0.45);
  EXPECT_GT(found.slope, 0.5);
  EXPECT_LT(found.slope, 1);
}

TEST(Calibration, LossesWithoutLogOddsAreHardlyShrunk) {
  const Sample sample(500, 0, 3);
  const double shrunk = fit_calibration(sample.logit, sample.target, {}).slope;
  const double free = fit_calibration(sample.logit, sample.target, {}, kShrinkageOfOthers).slope;
  EXPECT_GT(free, shrunk + 0.2);
  EXPECT_NEAR(free, 3, 0.6);
}

TEST(Calibration, NeedsFiftyRowsOfEachClass) {
  Sample sample(200, 0, 0.1);
  sample.target.setZero();
  sample.target.head(49).setOnes();
  const Calibration found = fit_calibration(sample.logit, sample.target, {});
  EXPECT_EQ(found.intercept, 0);
  EXPECT_EQ(found.slope, 1);
}

TEST(Calibration, CountsAWeightAsSoManyRows) {
  const Sample sample(300, 1, 0.5);
  VectorD twice(600);
  Vector targets(600);
  twice << sample.logit, sample.logit;
  targets << sample.target, sample.target;
  const Calibration doubled = fit_calibration(twice, targets, {});
  const Calibration weighted = fit_calibration(sample.logit, sample.target, Vector::Constant(300, 2));
  EXPECT_NEAR(doubled.intercept, weighted.intercept, 1e-9);
  EXPECT_NEAR(doubled.slope, weighted.slope, 1e-9);
}

}  // namespace
}  // namespace binet
