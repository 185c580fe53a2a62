#include "linear/coordinate_descent.hpp"

#include "linear/linear_objective.hpp"
#include "linear/random_examples.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace binet {
namespace {

/// How far the subgradient condition is from holding.
double violation(const Examples& examples, const VectorD& parameters, double l1, double l2) {
  LinearObjective objective(examples, l2);
  VectorD gradient;
  objective.value_and_gradient(parameters, gradient);
  double largest = std::abs(gradient[0]);
  for (Index j = 1; j < parameters.size(); ++j) {
    const double off = parameters[j] == 0 ? std::max(0.0, std::abs(gradient[j]) - l1)
                                          : std::abs(gradient[j] + std::copysign(l1, parameters[j]));
    largest = std::max(largest, off);
  }
  return largest;
}

TEST(CoordinateDescent, SatisfiesTheSubgradientCondition) {
  const Examples examples = random_examples({.rows = 300, .dense = 40, .levels = {30}, .weighted = true});
  for (const double l1 : {0.001, 0.01, 0.03}) {
    VectorD parameters;
    EXPECT_TRUE(minimize_elastic_net(examples, parameters, {.l1 = l1, .l2 = 0.01}).converged);
    EXPECT_LT(violation(examples, parameters, l1, 0.01), 1e-8);
    EXPECT_GT((parameters.array() == 0).count(), 0);
  }
}

TEST(CoordinateDescent, NothingIsChosenAtTheLargestUsefulPenalty) {
  const Examples examples = random_examples({.rows = 200, .dense = 10, .levels = {4}});
  const double largest = largest_useful_l1(examples);
  VectorD above, below;
  minimize_elastic_net(examples, above, {.l1 = largest * 1.0001});
  minimize_elastic_net(examples, below, {.l1 = largest * 0.99});
  EXPECT_EQ((above.tail(14).array() != 0).count(), 0);
  EXPECT_EQ((below.tail(14).array() != 0).count(), 1);
}

TEST(CoordinateDescent, APathIsTheSameFitsOneAfterAnother) {
  const Examples examples = random_examples({.rows = 150, .dense = 60});
  const auto path = elastic_net_path(examples, {.count = 20, .ratio = 0.01, .l1_share = 0.5, .gap = 1e-13});
  ASSERT_EQ(path.size(), 20);
  EXPECT_NEAR(path.back().penalty, path.front().penalty * 0.01, 1e-12);
  for (const ElasticNetPoint& point : path) {
    EXPECT_TRUE(point.convergence.converged);
    VectorD alone;
    minimize_elastic_net(examples, alone, {.l1 = point.penalty / 2, .l2 = point.penalty / 2});
    EXPECT_LT((alone - point.parameters).cwiseAbs().maxCoeff(), 1e-5);
  }
}

TEST(CoordinateDescent, ColumnsNearlyAlikeTakeNoMoreSteps) {
  Examples examples = random_examples({.rows = 2000, .dense = 30});
  PagedMatrix<Scalar>& x = examples.features.dense;
  for (Index j = 1; j < x.cols(); ++j) x.col(j) = x.col(0) + Scalar{1e-3F} * x.col(j);
  for (const double l1 : {1e-2, 1e-4, 1e-7}) {
    VectorD parameters;
    const Convergence end = minimize_elastic_net(examples, parameters, {.l1 = l1});
    EXPECT_TRUE(end.converged) << l1;
    EXPECT_LT(end.iterations, 60) << l1;
    EXPECT_LT(violation(examples, parameters, l1, 0), 1e-8) << l1;
  }
}

TEST(CoordinateDescent, EqualColumnsAreNoObstacle) {
  Examples examples = random_examples({.rows = 500, .dense = 6});
  PagedMatrix<Scalar>& x = examples.features.dense;
  for (Index j = 3; j < x.cols(); ++j) x.col(j) = x.col(j - 3);
  for (const double l1 : {1e-2, 1e-6}) {
    VectorD parameters;
    EXPECT_TRUE(minimize_elastic_net(examples, parameters, {.l1 = l1}).converged) << l1;
    EXPECT_LT(violation(examples, parameters, l1, 0), 1e-8) << l1;
  }
}

/// Rare counts: the steps that are left near the minimum lower the objective by less than its rounding.
TEST(CoordinateDescent, ConvergesBelowTheNoiseOfTheObjective) {
  Examples examples = random_examples({.rows = 12000, .dense = 60});
  PagedMatrix<Scalar>& x = examples.features.dense;
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index j = 0; j < x.cols(); ++j) x(i, j) = x(i, j) > Scalar{2} ? Scalar{7} : Scalar{-0.14F};
    examples.target[i] = x.row(i).head(10).maxCoeff() > 0 || i % 4 == 0 ? Scalar{1} : Scalar{0};
  }
  for (const double l1 : {1e-3, 3e-4, 1e-4}) {
    VectorD parameters;
    const Convergence end = minimize_elastic_net(examples, parameters, {.l1 = l1, .tolerance = 1e-10});
    EXPECT_TRUE(end.converged) << l1;
    EXPECT_LT(end.iterations, 60) << l1;
  }
}

}  // namespace
}  // namespace binet
