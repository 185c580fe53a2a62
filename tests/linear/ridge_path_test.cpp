#include "linear/ridge_path.hpp"

#include "binet/base/parallel.hpp"
#include "linear/example_sample.hpp"
#include "linear/leave_one_out.hpp"
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
  LinearObjective objective(examples, 0);
  detail::LeaveOneOut model(objective);
  model.fit(0.02, 1e-12);
  const VectorD left_out = model.logits();
  VectorD with_all;
  objective.logits(model.parameters(), with_all);
  for (Index out = 0; out < 120; out += 17) {
    const double truth = truly_left_out(examples, out, 0.02);
    EXPECT_LT(std::abs(left_out[out] - truth), 0.1 * std::abs(with_all[out] - truth) + 1e-3);
  }
}

double area_under_curve(const VectorD& logits, const Vector& target) {
  double right = 0, pairs = 0;
  for (Index i = 0; i < logits.size(); ++i) {
    for (Index j = 0; j < logits.size(); ++j) {
      if (target[i] <= target[j]) continue;
      right += logits[i] > logits[j] ? 1 : logits[i] == logits[j] ? 0.5 : 0;
      ++pairs;
    }
  }
  return right / pairs;
}

/// Leave-one-out moves the intercept against the example left out, and ranks noise backwards: its area tends to 0.
TEST(RidgePath, NoiseIsNotRankedBackwards) {
  double areas = 0, wide_areas = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Examples noise = random_examples({.rows = 150, .dense = 6, .signal = 0, .seed = seed});
    areas += area_under_curve(choose_ridge(noise, {.held_out_logits = true}).held_out_logits, noise.target);
    const Examples wide = random_examples({.rows = 60, .dense = 200, .signal = 0, .seed = seed});
    wide_areas += area_under_curve(choose_ridge(wide, {.held_out_logits = true}).held_out_logits, wide.target);
  }
  EXPECT_NEAR(areas / 20, 0.5, 0.04);
  EXPECT_NEAR(wide_areas / 20, 0.5, 0.06);
}

TEST(RidgePath, WeakSignalIsRankedAsItIs) {
  double areas = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Examples weak = random_examples({.rows = 150, .dense = 4, .signal = 0.7, .seed = seed});
    areas += area_under_curve(choose_ridge(weak, {.held_out_logits = true}).held_out_logits, weak.target);
  }
  EXPECT_NEAR(areas / 20, 0.66, 0.04);  // of the true logits: 0.69
}

TEST(RidgePath, FoldsAndLeaveOneOutAgreeBeyondTenThousandRows) {
  const Examples few = random_examples({.rows = 20'000, .dense = 8, .signal = 0.5});
  const RidgeChoice by_folds = choose_ridge(few, {.held_out_logits = true});
  EXPECT_EQ(by_folds.judged_by, "10-fold cross-validation");
  LinearObjective objective(few, 0);
  detail::LeaveOneOut model(objective);
  model.fit(by_folds.l2, 1e-12);
  const VectorD left_out =
      detail::leave_one_out_logits(objective, model.parameters(), detail::ridge_factor(model.hessian(), by_folds.l2),
                                   detail::LeftOutIntercept::of_all);
  EXPECT_LT((left_out - by_folds.held_out_logits).cwiseAbs().maxCoeff(), 0.1);
  EXPECT_LT(std::sqrt((left_out - by_folds.held_out_logits).squaredNorm() / 20'000), 0.02);
  EXPECT_NEAR(area_under_curve(left_out.head(4000), few.target.head(4000)),
              area_under_curve(by_folds.held_out_logits.head(4000), few.target.head(4000)), 0.002);
  EXPECT_EQ(choose_ridge(random_examples({.rows = 21'000, .dense = 8}), {.held_out_logits = true}).judged_by,
            "approximate leave-one-out");
}

TEST(RidgePath, AGivenPenaltyIsJudgedAsAChosenOne) {
  for (const RandomExamples& shape : {RandomExamples{.rows = 300, .dense = 5, .levels = {4}, .weighted = true},
                                      RandomExamples{.rows = 50, .dense = 300}}) {
    const Examples examples = random_examples(shape);
    const RidgeChoice choice = choose_ridge(examples, {.held_out_logits = true, .tolerance = 1e-10});
    const detail::LeftOutLogits given = judge_ridge(examples, choice.parameters, choice.l2, {});
    EXPECT_EQ(given.method, choice.judged_by);
    EXPECT_LT((given.logits - choice.held_out_logits).cwiseAbs().maxCoeff(), 1e-3);
  }
}

/// λ belongs to the sum of losses: whole weights stand for as many rows, others are relative.
TEST(RidgePath, CountsWholeWeightsAsRows) {
  Examples examples = random_examples({.rows = 200, .dense = 5});
  examples.weight = Vector::Constant(200, Scalar(3));
  const RidgeChoice whole = choose_ridge(examples);
  EXPECT_DOUBLE_EQ(whole.l2, whole.lambda / 600);
  examples.weight = Vector::Constant(200, Scalar(0.25));
  const RidgeChoice relative = choose_ridge(examples);
  EXPECT_DOUBLE_EQ(relative.l2, relative.lambda / 200);
}

/// Positives are rare enough that a sample drawn by position would have none.
TEST(RidgePath, ASampleKeepsEveryRareExample) {
  Examples examples = random_examples({.rows = 60'000, .dense = 2, .signal = 1});
  Random random(3);
  double positives = 0;
  for (Index i = 0; i < examples.rows(); ++i) {
    const double logit = -8.5 + 1.5 * static_cast<double>(examples.features.dense(i, 0));
    examples.target[i] = random.uniform() < 1 / (1 + std::exp(-logit)) ? 1 : 0;
    positives += static_cast<double>(examples.target[i]);
  }
  ASSERT_GT(positives, 15);
  ASSERT_LT(positives, 60);
  const detail::ExampleSample sample = detail::sample_examples(examples, 4000);
  EXPECT_EQ(static_cast<double>(sample.examples.target.sum()), positives);
  EXPECT_NEAR(static_cast<double>(sample.examples.weight.sum()), 60'000, 1);
  EXPECT_NEAR(sample.effective_rows, 60'000, 1000);
  const RidgeChoice choice = choose_ridge(examples, {.held_out_logits = true});
  EXPECT_TRUE(choice.convergence.converged);
  EXPECT_NEAR(choice.parameters[1], 1.5, 0.5);
  EXPECT_GT(area_under_curve(choice.held_out_logits.head(20'000), examples.target.head(20'000)), 0.7);
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

/// Leave-one-out works in two modes: in the space of the columns and in that of the rows.
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
  EXPECT_LT((by_columns.held_out_logits - by_rows.held_out_logits).cwiseAbs().maxCoeff(), 1e-3);
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

/// Survey weights of a million per row leave room for the same shrinkage as no weights.
TEST(RidgePath, LargeWholeWeightsAreShrunkAsMuch) {
  Examples examples = random_examples({.rows = 400, .dense = 30, .signal = 0});
  const RidgeChoice without = choose_ridge(examples);
  examples.weight = Vector::Constant(400, Scalar(1'000'000));
  const RidgeChoice with = choose_ridge(examples);
  EXPECT_NEAR(with.l2 / without.l2, 1, 0.01);
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
