#include "linear/bounded_fit.hpp"

#include "linear/linear_objective.hpp"
#include "linear/newton.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace binet {
namespace {

constexpr Index kColumns = 5;

/// Correlated columns, so that what one bound holds moves the others.
Examples some_examples(unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  const Index n = 120;
  Examples examples{{Matrix(n, kColumns), {n, 0}, {n, 0}, {n, 0}}, Vector(n), {}};
  for (Index i = 0; i < n; ++i) {
    const double shared = normal(random);
    double z = 0;
    for (Index c = 0; c < kColumns; ++c) {
      const double x = normal(random) + shared;
      examples.features.dense(i, c) = static_cast<Scalar>(x);
      z += (c % 2 == 0 ? 0.6 : -0.4) * x;
    }
    examples.target[i] = normal(random) + z > 0 ? 1 : 0;
  }
  return examples;
}

/// The columns at the places given, the others left out.
Examples with_columns(const Examples& all, const std::vector<Index>& kept) {
  Examples some = all;
  some.features.dense = all.features.dense(Eigen::all, kept);
  return some;
}

TEST(BoundedFit, FindsTheBestOfAllSetsOfHeldCoefficients) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const Examples examples = some_examples(seed);
    for (const double l2 : {0.0, 0.05}) {
      const std::vector<int> signs = {0, -1, 1, 1, 1, 0};
      LinearObjective objective(examples, l2);
      VectorD found = VectorD::Zero(kColumns + 1);
      const Convergence end = minimize_bounded(objective, found, {.signs = signs, .tolerance = 1e-10});
      ASSERT_TRUE(end.converged);
      double best = std::numeric_limits<double>::infinity();
      for (unsigned held = 0; held < 1U << kColumns; ++held) {
        std::vector<Index> kept;
        for (Index c = 0; c < kColumns; ++c) {
          if ((held >> static_cast<unsigned>(c) & 1U) == 0) kept.push_back(c);
        }
        const Examples some = with_columns(examples, kept);
        LinearObjective part(some, l2);
        VectorD parameters = VectorD::Zero(part.size());
        minimize_newton(part, parameters, {.tolerance = 1e-10});
        bool allowed = true;
        for (std::size_t k = 0; k < kept.size(); ++k) {
          const int sign = signs[static_cast<std::size_t>(kept[k]) + 1];
          allowed &= sign == 0 || sign * parameters[static_cast<Index>(k) + 1] >= 0;
        }
        if (allowed) best = std::min(best, part.value(parameters));
      }
      EXPECT_NEAR(end.objective, best, 1e-12);
    }
  }
}

TEST(BoundedFit, MeetsTheConditionsOfAMinimum) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const Examples examples = some_examples(seed);
    const std::vector<int> signs = {0, -1, 1, -1, 1, -1};
    LinearObjective objective(examples, 0.01);
    VectorD found = VectorD::Constant(kColumns + 1, 0.5), gradient;
    ASSERT_TRUE(minimize_bounded(objective, found, {.signs = signs}).converged);
    objective.value_and_gradient(found, gradient);
    for (Index j = 0; j <= kColumns; ++j) {
      const int sign = signs[static_cast<std::size_t>(j)];
      EXPECT_GE(sign * found[j], 0);
      if (sign != 0 && found[j] == 0) {
        EXPECT_GE(sign * gradient[j], 0);
      } else {
        EXPECT_NEAR(gradient[j], 0, 1e-7);
      }
    }
  }
}

TEST(BoundedFit, BoundsThatHoldNothingChangeNothing) {
  const Examples examples = some_examples(3);
  LinearObjective objective(examples, 0.01);
  VectorD free = VectorD::Zero(kColumns + 1), bounded = free;
  minimize_newton(objective, free, {.tolerance = 1e-12});
  std::vector<int> signs;
  for (Index j = 0; j <= kColumns; ++j) signs.push_back(free[j] > 0 ? 1 : -1);
  minimize_bounded(objective, bounded, {.signs = signs, .tolerance = 1e-12});
  EXPECT_LT((free - bounded).lpNorm<Eigen::Infinity>(), 1e-10);
}

}  // namespace
}  // namespace binet
