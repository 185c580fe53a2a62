#include "binet/model/mixture.hpp"

#include "binet/math/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace binet {
namespace {

TEST(Mixture, PutsTheWeightOnTheMemberThatPredicts) {
  Random random(1);
  const Index n = 2000;
  VectorD truth(n), target(n), noise(n);
  for (Index i = 0; i < n; ++i) {
    truth[i] = random.uniform();
    noise[i] = random.uniform();
    target[i] = random.uniform() < truth[i] ? 1 : 0;
  }
  const std::vector<VectorD> members = {truth, noise};
  const std::vector<double> counts = {1, 1};
  const auto w = fit_mixture(members, target, {}, counts);
  EXPECT_GT(w[0], 0.9);
  EXPECT_NEAR(w[0] + w[1], 1, 1e-12);
}

TEST(Mixture, FollowsThePriorWhereTheDataSayNothing) {
  const VectorD p = VectorD::Constant(10, 0.3);
  const std::vector<VectorD> members = {p, p};
  const std::vector<double> counts = {3, 1};
  const auto w = fit_mixture(members, VectorD::Zero(10), {}, counts);
  EXPECT_NEAR(w[0], 0.75, 1e-6);
}

TEST(Mixture, CountsARowOfWeightTwoAsTwoRows) {
  VectorD a(3), b(3), target(3), weight(3);
  a << 0.9, 0.2, 0.4;
  b << 0.6, 0.5, 0.1;
  target << 1, 0, 1;
  weight << 1, 1, 2;
  VectorD a2(4), b2(4), target2(4);
  a2 << a, a[2];
  b2 << b, b[2];
  target2 << target, target[2];
  const std::vector<double> counts = {1, 1};
  const std::vector<VectorD> once = {a, b}, twice = {a2, b2};
  const auto weighted = fit_mixture(once, target, weight, counts);
  const auto repeated = fit_mixture(twice, target2, {}, counts);
  EXPECT_NEAR(weighted[0], repeated[0], 1e-9);
}

TEST(Mixture, MixesByWeight) {
  VectorD a(2), b(2);
  a << 0.2, 0.4;
  b << 0.6, 0.8;
  const std::vector<VectorD> members = {a, b};
  const std::vector<double> weights = {0.25, 0.75};
  const VectorD mixed = mix(members, weights);
  EXPECT_DOUBLE_EQ(mixed[0], 0.5);
  EXPECT_DOUBLE_EQ(mixed[1], 0.7);
}

}  // namespace
}  // namespace binet
