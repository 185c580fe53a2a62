#include "linear/linear_objective.hpp"

#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "linear/lbfgs.hpp"
#include "linear/newton.hpp"
#include "linear/random_examples.hpp"
#include "math/random.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

TEST(LinearObjective, GradientAndHessianAgreeWithDifferences) {
  const Examples examples = random_examples({.rows = 500, .dense = 7, .levels = {3, 5}, .weighted = true});
  LinearObjective objective(examples, 0.1);
  Random random(5);
  const VectorD x = VectorD::NullaryExpr(objective.size(), [&] { return random.normal(); });
  VectorD gradient, above, below;
  MatrixD hessian;
  EXPECT_NEAR(objective.value_gradient_hessian(x, gradient, hessian), objective.value(x), 1e-14);
  for (Index j = 0; j < x.size(); ++j) {
    VectorD up = x, down = x;
    up[j] += 1e-5;
    down[j] -= 1e-5;
    EXPECT_NEAR((objective.value_and_gradient(up, above) - objective.value_and_gradient(down, below)) / 2e-5,
                gradient[j], 1e-9);
    EXPECT_LT((hessian.col(j) - (above - below) / 2e-5).cwiseAbs().maxCoeff(), 1e-9);
  }
  VectorD curvature, diagonal;
  objective.value_gradient_curvature(x, gradient, curvature);
  objective.hessian_diagonal(curvature, diagonal);
  diagonal.tail(x.size() - 1).array() += 0.1;
  EXPECT_LT((diagonal - hessian.diagonal()).cwiseAbs().maxCoeff(), 1e-14);
}

TEST(LinearObjective, HessianTilesMeetAtEveryWidth) {
  const Examples examples = random_examples({.rows = 300, .dense = 290});
  LinearObjective objective(examples, 0);
  const VectorD curvature = VectorD::LinSpaced(300, 0.01, 1);
  MatrixD hessian, design;
  objective.hessian(curvature, {}, hessian);
  objective.design({0, 300}, design);
  EXPECT_LT((hessian - design.transpose() * curvature.asDiagonal() * design).cwiseAbs().maxCoeff(), 1e-10);
}

TEST(LinearObjective, WeightsCountAsRepetitions) {
  Examples weighted = random_examples({.rows = 50, .dense = 3, .levels = {4}});
  weighted.weight = Vector::Ones(50);
  weighted.weight.head(10).setConstant(3);
  std::vector<Index> rows;
  for (Index i = 0; i < 50; ++i) rows.insert(rows.end(), i < 10 ? 3 : 1, i);
  Examples repeated = weighted.gather(rows);
  repeated.weight = {};
  LinearObjective a(weighted, 0.2), b(repeated, 0.2);
  const VectorD x = VectorD::LinSpaced(a.size(), -1, 1);
  EXPECT_NEAR(a.value(x), b.value(x), 1e-14);
}

TEST(LinearObjective, SameBitsOnAnyNumberOfThreads) {
  const Examples examples = random_examples({.rows = 50'000, .dense = 13, .levels = {7, 100}});
  std::vector<std::pair<VectorD, MatrixD>> results;
  for (const int threads : {1, 2, 3, 16}) {
    set_thread_count(threads);
    LinearObjective objective(examples, 1e-3);
    VectorD x = VectorD::Zero(objective.size()), gradient;
    MatrixD hessian;
    minimize_newton(objective, x);
    minimize_lbfgs(objective, x, {.tolerance = 1e-12, .max_iterations = 3});
    objective.value_gradient_hessian(x, gradient, hessian);
    results.emplace_back(gradient + x, hessian);
  }
  set_thread_count(0);
  for (const auto& [vector, matrix] : results) {
    EXPECT_EQ(vector, results[0].first);
    EXPECT_EQ(matrix, results[0].second);
  }
}

TEST(LinearObjective, RefusesWhatItCannotFit) {
  Examples examples = random_examples({.rows = 4, .dense = 1});
  examples.weight = Vector::Zero(4);
  EXPECT_THROW(LinearObjective(examples, 0), Error);
}

}  // namespace
}  // namespace binet
