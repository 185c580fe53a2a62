#include "linear/ridge_path.hpp"

#include "binet/base/parallel.hpp"
#include "linear/linear_objective.hpp"
#include "linear/logistic.hpp"
#include "math/sigmoid.hpp"
#include "linear/random_examples.hpp"

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

TEST(RidgePath, WideDataAreFittedByTheKernelOfTheirRows) {
  const Examples examples = random_examples({.rows = 50, .dense = 300, .levels = {20}, .weighted = true});
  const RidgeChoice wide = choose_ridge(examples, {.held_out_logits = true});
  EXPECT_EQ(wide.solver, "kernel");
  EXPECT_EQ(wide.parameters.size(), 321);
  for (Index out = 0; out < 50; out += 9) {
    EXPECT_NEAR(wide.held_out_logits[out], truly_left_out(examples, out, wide.l2), 0.15);
  }
}

/// Both modes to leave one out: in the space of the columns and in that of the rows.
TEST(RidgePath, KernelAndColumnsAgree) {
  const Examples examples = random_examples({.rows = 60, .dense = 60, .levels = {30}, .weighted = true});
  const Index idle = 70;  // empty columns that make the data wide and change nothing
  Examples wide = examples;
  wide.features.dense.resize(60, 60 + idle);
  wide.features.dense << examples.features.dense, Matrix::Zero(60, idle);
  const RidgeChoice by_columns = choose_ridge(examples, {.held_out_logits = true, .tolerance = 1e-10});
  const RidgeChoice by_rows = choose_ridge(wide, {.held_out_logits = true, .tolerance = 1e-10});
  ASSERT_EQ(by_columns.solver, "lbfgs");
  ASSERT_EQ(by_rows.solver, "kernel");
  EXPECT_EQ(by_columns.lambda, by_rows.lambda);
  EXPECT_LT((by_columns.parameters.head(61) - by_rows.parameters.head(61)).cwiseAbs().maxCoeff(), 1e-6);
  EXPECT_LT((by_columns.held_out_logits - by_rows.held_out_logits).cwiseAbs().maxCoeff(), 1e-2);
}

TEST(RidgePath, ManyRowsAreDecidedByASample) {
  const Examples examples = random_examples({.rows = 40'000, .dense = 4});
  const RidgeChoice choice = choose_ridge(examples, {.held_out_logits = true});
  EXPECT_EQ(choice.rows_used, 8192);
  EXPECT_TRUE(choice.convergence.converged);
  EXPECT_EQ(choice.held_out_logits.size(), 40'000);
}

TEST(RidgePath, ThousandsOfLevelsByFolds) {
  const Examples examples = random_examples({.rows = 2500, .dense = 2, .levels = {3500, 20}});
  const RidgeChoice choice = choose_ridge(examples, {.held_out_logits = true});
  EXPECT_EQ(choice.method, "5-fold cross-validation");
  EXPECT_TRUE(choice.convergence.converged);
  EXPECT_TRUE(choice.held_out_logits.allFinite());
}

/// Each level's slope is a ten-thousandth of the intercept's: what stops a fit on its way must not overlook them.
TEST(RidgePath, ManySmallLevelsAreFittedAsTheyDeserve) {
  const Examples examples = random_examples({.rows = 24'000, .dense = 1, .levels = {6000}, .signal = 2});
  const RidgeChoice choice = choose_ridge(examples);
  EXPECT_EQ(choice.method, "5-fold cross-validation");
  EXPECT_LT(choice.lambda, 2);
  EXPECT_GT(choice.lambda, 0.2);
}

TEST(RidgePath, NoiseGetsTheLargestPenalty) {
  Examples examples = random_examples({.rows = 400, .dense = 30, .signal = 0});
  const RidgeChoice choice = choose_ridge(examples);
  EXPECT_GE(choice.lambda, 1e3);
}

TEST(RidgePath, SameBitsOnAnyNumberOfThreads) {
  const Examples shapes[] = {random_examples({.rows = 600, .dense = 40, .levels = {5}}),
                             random_examples({.rows = 50, .dense = 300}),
                             random_examples({.rows = 2500, .dense = 2, .levels = {3500}})};
  for (const Examples& examples : shapes) {
    std::vector<RidgeChoice> choices;
    for (const int threads : {1, 2, 3, 16}) {
      set_thread_count(threads);
      choices.push_back(choose_ridge(examples, {.held_out_logits = true}));
      EXPECT_EQ(choices.back().parameters, choices.front().parameters);
      EXPECT_EQ(choices.back().held_out_logits, choices.front().held_out_logits);
    }
    set_thread_count(0);
  }
}

}  // namespace
}  // namespace binet
