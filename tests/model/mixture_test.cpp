#include "model/mixture.hpp"

#include "math/random.hpp"
#include "math/sigmoid.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

TEST(Mixture, PutsTheWeightOnTheMemberThatPredicts) {
  Random random(1);
  const Index n = 2000;
  VectorD truth(n), target(n), noise(n);
  for (Index i = 0; i < n; ++i) {
    truth[i] = 2 * random.normal();
    noise[i] = 2 * random.normal();
    target[i] = random.uniform() < sigmoid(truth[i]) ? 1 : 0;
  }
  const std::vector<VectorD> members = {truth, noise};
  const std::vector<double> counts = {1, 1};
  const auto w = fit_mixture(members, target, {}, counts);
  EXPECT_GT(w[0], 0.9);
  EXPECT_NEAR(w[0] + w[1], 1, 1e-12);
}

TEST(Mixture, FollowsThePriorWhereTheDataSayNothing) {
  const VectorD z = VectorD::Constant(10, -0.3);
  const std::vector<VectorD> members = {z, z};
  const std::vector<double> counts = {3, 1};
  EXPECT_NEAR(fit_mixture(members, VectorD::Zero(10), {}, counts)[0], 0.75, 1e-6);
}

TEST(Mixture, CountsARowOfWeightTwoAsTwoRows) {
  VectorD a(3), b(3), target(3), weight(3);
  a << 2.2, -1.4, -0.4;
  b << 0.4, 0, -2.2;
  target << 1, 0, 1;
  weight << 1, 1, 2;
  VectorD a2(4), b2(4), target2(4);
  a2 << a, a[2];
  b2 << b, b[2];
  target2 << target, target[2];
  const std::vector<double> counts = {1, 1};
  const std::vector<VectorD> once = {a, b}, twice = {a2, b2};
  EXPECT_NEAR(fit_mixture(once, target, weight, counts)[0], fit_mixture(twice, target2, {}, counts)[0], 1e-9);
}

TEST(Mixture, MixesProbabilitiesAndKeepsTheTails) {
  VectorD a(3), b(3);
  a << logit(0.2), 60, -400;
  b << logit(0.6), 60, -400;
  const std::vector<VectorD> members = {a, b};
  const std::vector<double> weights = {0.25, 0.75};
  const VectorD mixed = mix(members, weights);
  EXPECT_NEAR(sigmoid(mixed[0]), 0.5, 1e-15);
  EXPECT_NEAR(mixed[1], 60, 1e-12);
  EXPECT_NEAR(mixed[2], -400, 1e-12);
}

/// Rows are mixed a block at a time, which must not show in any bit.
TEST(Mixture, MixesManyRowsAsItMixesFew) {
  const std::vector<VectorD> members{VectorD::LinSpaced(2500, -30, 30), VectorD::LinSpaced(2500, 4, -3)};
  const std::vector<double> weights{0.3, 0.7};
  const VectorD mixed = mix(members, weights);
  for (const Index first : {Index{0}, Index{1016}, Index{2432}}) {
    const Index size = std::min<Index>(64, 2500 - first);
    const std::vector<VectorD> some{members[0].segment(first, size), members[1].segment(first, size)};
    EXPECT_EQ(mix(some, weights), mixed.segment(first, size));
  }
}

}  // namespace
}  // namespace binet
