#include "linear/logistic.hpp"

#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "linear/linear_objective.hpp"
#include "linear/newton.hpp"
#include "linear/random_examples.hpp"
#include "linear/solvers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace binet {
namespace {

/// The largest slope at the fit, relative to that at 0.
double relative_gradient(const Examples& examples, const LogisticFit& fit, double l2) {
  LinearObjective objective(examples, l2);
  VectorD gradient, start;
  objective.value_and_gradient(VectorD::Zero(objective.size()), start);
  objective.value_and_gradient(fit.parameters, gradient);
  return gradient.lpNorm<Eigen::Infinity>() / start.lpNorm<Eigen::Infinity>();
}

TEST(Logistic, EveryShapeReachesTheTolerance) {
  struct Case {
    RandomExamples shape;
    double l2;
    const char* solver;
  };
  const Case cases[] = {
      {{.rows = 300, .dense = 5, .levels = {3}}, 1e-2, "newton"},
      {{.rows = 140'000, .dense = 6, .levels = {4}}, 0, "sampled_lbfgs"},
      {{.rows = 60, .dense = 200, .levels = {90}}, 1e-2, "kernel"},
      {{.rows = 6000, .dense = 3, .levels = {4000, 5}}, 1e-4, "lbfgs"},
      {{.rows = 6000, .dense = 2, .levels = {2500, 3000}, .weighted = true}, 1e-4, "lbfgs"},
  };
  for (const Case& c : cases) {
    const Examples examples = random_examples(c.shape);
    const LogisticFit fit = solve_logistic(examples, {.l2 = c.l2});
    EXPECT_EQ(fit.solver, c.solver);
    EXPECT_TRUE(fit.convergence.converged) << c.shape.rows << " rows: " << fit.convergence.relative_gradient_norm;
    EXPECT_LT(relative_gradient(examples, fit, c.l2), 1.01e-8) << c.shape.rows << " rows";
    EXPECT_LT(fit.convergence.iterations, 40) << c.shape.rows << " rows";
  }
}

TEST(Logistic, SolversAgreeAndAreReportedByName) {
  const Examples examples = random_examples({.rows = 400, .dense = 8, .levels = {6}, .weighted = true});
  const VectorD newton = solve_logistic(examples, {.solver = "newton", .l2 = 1e-3}).parameters;
  for (const Solver& solver : solvers()) {
    const std::string name(solver.name);
    const LogisticFit fit = solve_logistic(examples, {.solver = name, .l2 = 1e-3, .tolerance = 1e-10});
    EXPECT_EQ(fit.solver, name);
    EXPECT_TRUE(fit.convergence.converged) << name;
    EXPECT_LT((newton - fit.parameters).cwiseAbs().maxCoeff(), 1e-6) << name;
  }
}

TEST(Logistic, SolversRefuseWhatTheyCannotDo) {
  const Examples examples = random_examples({.rows = 100, .dense = 3});
  for (const Solver& solver : solvers()) {
    const std::string name(solver.name);
    const auto solve = [&](double l1, double l2) { solve_logistic(examples, {.solver = name, .l1 = l1, .l2 = l2}); };
    if (solver.takes_l1) {
      EXPECT_NO_THROW(solve(0.01, 0.01)) << name;
    } else {
      EXPECT_THROW(solve(0.01, 0.01), UsageError) << name;
    }
    if (solver.needs_l2) {
      EXPECT_THROW(solve(0, 0), UsageError) << name;
    } else {
      EXPECT_NO_THROW(solve(0, 0)) << name;
    }
  }
}

TEST(Logistic, TheKernelOfTheRowsGivesTheSolution) {
  const Examples examples = random_examples({.rows = 40, .dense = 100, .levels = {12}});
  const VectorD kernel = solve_logistic(examples, {.l2 = 0.1}).parameters;
  const VectorD newton = solve_logistic(examples, {.solver = "newton", .l2 = 0.1}).parameters;
  EXPECT_LT((kernel - newton).cwiseAbs().maxCoeff(), 1e-7);
}

TEST(Logistic, SameBitsOnAnyNumberOfThreads) {
  const Examples narrow = random_examples({.rows = 140'000, .dense = 5});
  const Examples wide = random_examples({.rows = 5000, .dense = 3, .levels = {4000}});
  std::vector<VectorD> results;
  for (const int threads : {1, 2, 3, 16}) {
    set_thread_count(threads);
    results.push_back(solve_logistic(narrow, {}).parameters);
    results.push_back(solve_logistic(wide, {.l2 = 1e-3}).parameters);
    results.push_back(solve_logistic(narrow, {.l1 = 1e-3}).parameters);
  }
  set_thread_count(0);
  for (std::size_t i = 3; i < results.size(); ++i) EXPECT_EQ(results[i], results[i % 3]);
}

TEST(Logistic, UnknownSolverListsTheKnown) {
  const Examples examples = random_examples({.rows = 5, .dense = 1});
  EXPECT_THROW(solve_logistic(examples, {.solver = "saga"}), UsageError);
  EXPECT_THROW(solve_logistic(examples, {.solver = "newton", .l1 = 1}), UsageError);
}

}  // namespace
}  // namespace binet
