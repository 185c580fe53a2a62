#include "binet/optim/ridge_path.hpp"

#include "binet/math/sigmoid.hpp"
#include "binet/optim/linear_objective.hpp"
#include "binet/optim/logistic.hpp"
#include "optim/random_examples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

/// The logit of one example by a fit to all others at the same λ.
double truly_left_out(const Examples& examples, Index out, double l2) {
  Examples rest = examples;
  if (rest.weight.size() == 0) rest.weight = Vector::Ones(rest.rows());
  const Scalar sum = rest.weight.sum();
  rest.weight[out] = 0;
  LogisticSettings settings;
  settings.l2 = l2 * static_cast<double>(sum / rest.weight.sum());
  VectorD logits;
  LinearObjective(examples, 0).logits(solve_logistic(rest, settings).parameters, logits);
  return logits[out];
}

TEST(RidgePath, ApproximateLeaveOneOutIsNearTheTrueOne) {
  const Examples examples = random_examples({.rows = 120, .dense = 10, .levels = {4}, .weighted = true});
  const RidgeChoice choice = choose_ridge(examples, {.held_out_logits = true});
  EXPECT_EQ(choice.method, "approximate leave-one-out");
  VectorD with_all;
  LinearObjective(examples, 0).logits(choice.parameters, with_all);
  for (Index out = 0; out < 120; out += 17) {
    const double truth = truly_left_out(examples, out, choice.l2);
    EXPECT_LT(std::abs(choice.held_out_logits[out] - truth), 0.1 * std::abs(with_all[out] - truth) + 1e-3);
  }
}

TEST(RidgePath, PicksTheLowestPointOfItsCurveAndFitsThere) {
  const Examples examples = random_examples({.rows = 200, .dense = 30});
  const RidgeChoice choice = choose_ridge(examples);
  const auto best = std::min_element(choice.curve.begin(), choice.curve.end(),
                                     [](const RidgePoint& a, const RidgePoint& b) { return a.loss < b.loss; });
  EXPECT_EQ(choice.lambda, best->lambda);
  EXPECT_GT(best, choice.curve.begin());  // neither end of the grid
  EXPECT_LT(choice.curve.size(), 15U);    // stopped once the curve had turned
  EXPECT_TRUE(choice.convergence.converged);
  const VectorD direct = solve_logistic(examples, {.l2 = choice.lambda / 200}).parameters;
  EXPECT_LT((choice.parameters - direct).cwiseAbs().maxCoeff(), 1e-6);
}

TEST(RidgePath, WideDataGoThroughTheSpanOfTheRows) {
  const Examples examples = random_examples({.rows = 50, .dense = 1100});
  const RidgeChoice wide = choose_ridge(examples, {.held_out_logits = true});
  EXPECT_EQ(wide.solver, "kernel");
  EXPECT_EQ(wide.parameters.size(), 1101);
  for (Index out = 0; out < 50; out += 9) {
    EXPECT_NEAR(wide.held_out_logits[out], truly_left_out(examples, out, wide.l2), 0.15);
  }
}

TEST(RidgePath, ManyRowsAreDecidedByASample) {
  const Examples examples = random_examples({.rows = 40'000, .dense = 4});
  const RidgeChoice choice = choose_ridge(examples, {.held_out_logits = true});
  EXPECT_EQ(choice.rows_used, 8192);
  EXPECT_TRUE(choice.convergence.converged);
  EXPECT_EQ(choice.held_out_logits.size(), 40'000);
}

TEST(RidgePath, BeyondAThousandColumnsByFolds) {
  const Examples examples = random_examples({.rows = 1500, .dense = 2, .levels = {1100}});
  const RidgeChoice choice = choose_ridge(examples, {.held_out_logits = true});
  EXPECT_EQ(choice.method, "5-fold cross-validation");
  EXPECT_TRUE(choice.convergence.converged);
  EXPECT_TRUE(choice.held_out_logits.allFinite());
}

}  // namespace
}  // namespace binet
