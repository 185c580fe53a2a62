#include "linear/nested_choice.hpp"

#include "binet/base/parallel.hpp"
#include "eval/log_loss.hpp"
#include "linear/linear_objective.hpp"
#include "linear/random_examples.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

double mean_loss(const VectorD& logits, const Vector& target) {
  return log_loss_sums(logits, target, Vector()).mean();
}

detail::LeftOutLogits judge(const Examples& examples) {
  return detail::judge_ridge_choice(examples, choose_ridge(examples), {});
}

/// A penalty chosen by the rows that judge it looks better than one chosen without them.
TEST(NestedChoice, NoiseLooksNoBetterThanItIs) {
  double chosen = 0, nested = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Examples noise = random_examples({.rows = 80, .dense = 12, .signal = 0, .seed = seed});
    RidgeSettings settings;
    settings.held_out_logits = true;
    const RidgeChoice choice = choose_ridge(noise, settings);
    chosen += mean_loss(choice.held_out_logits, noise.target);
    nested += mean_loss(detail::judge_ridge_choice(noise, choice, settings).logits, noise.target);
  }
  EXPECT_GT(nested, chosen);
}

/// The same as choosing from nothing in each fold, whatever the start, up to the tolerance of the fits.
TEST(NestedChoice, DoesNotDependOnWhereTheSearchStarts) {
  for (const Index columns : {6, 400}) {  // by parameters and by rows
    const Examples examples = random_examples({.rows = 150, .dense = columns, .signal = 0.5});
    const RidgeChoice choice = choose_ridge(examples);
    RidgeSettings settings;
    settings.tolerance = 1e-10;
    const VectorD from_choice = detail::judge_ridge_choice(examples, choice, settings).logits;
    RidgeChoice other = choice;
    other.lambda *= 100;
    other.parameters.setZero();
    const VectorD from_elsewhere = detail::judge_ridge_choice(examples, other, settings).logits;
    EXPECT_LT((from_choice - from_elsewhere).cwiseAbs().maxCoeff(), 1e-6) << columns;
  }
}

TEST(NestedChoice, SaysHowManyFoldsThereAre) {
  const Examples examples = random_examples({.rows = 60, .dense = 2});
  EXPECT_EQ(judge(examples).method, "10-fold cross-validation");
  Examples one = examples;
  one.target.setZero();
  one.target[7] = 1;
  EXPECT_EQ(judge(one).logits.size(), 0);
}

TEST(NestedChoice, IsTheSameOnAnyNumberOfThreads) {
  const Examples examples = random_examples({.rows = 200, .dense = 4, .levels = {5}, .weighted = true});
  const VectorD some = judge(examples).logits;
  set_thread_count(1);
  const VectorD one = judge(examples).logits;
  set_thread_count(0);
  EXPECT_EQ(some, one);
}

/// Every `count`-th row is of one fold, as whole groups may be.
std::vector<Split> every_nth(Index rows, Index count) {
  std::vector<Split> folds(static_cast<std::size_t>(count));
  for (Index f = 0; f < count; ++f) {
    for (Index row = 0; row < rows; ++row)
      (row % count == f ? folds[static_cast<std::size_t>(f)].validation : folds[static_cast<std::size_t>(f)].training)
          .push_back(row);
  }
  return folds;
}

/// Without the judged fold, the others choose: the result is that of the rows that they hold, alone.
TEST(NestedChoice, GivenFoldsAreJudgedByTheChoiceOfTheOthers) {
  const Examples examples = random_examples({.rows = 200, .dense = 6, .signal = 0.4});
  RidgeSettings settings;
  settings.folds = every_nth(200, 4);
  settings.tolerance = 1e-10;
  const detail::LeftOutLogits judged = detail::judge_ridge_choice(examples, choose_ridge(examples, settings), settings);
  RidgeSettings of_three = settings;
  of_three.folds = every_nth(150, 3);
  const Examples known = examples.gather(settings.folds[3].training);
  const RidgeChoice choice = choose_ridge(known, of_three);
  VectorD expected;
  LinearObjective(examples.gather(settings.folds[3].validation), 0).logits(choice.parameters, expected);
  EXPECT_LT((judged.logits(settings.folds[3].validation) - expected).cwiseAbs().maxCoeff(), 1e-6);
}

TEST(NestedChoice, IsForFewRowsAndColumnsAndFoldsThatJudgeEveryRow) {
  const Examples few = random_examples({.rows = 300, .dense = 10});
  EXPECT_TRUE(detail::nested_choice_is_quick(few, {}));
  RidgeSettings given;
  given.folds = {{{0, 1, 2}, {3, 4}}};
  EXPECT_FALSE(detail::nested_choice_is_quick(few, given));
  given.folds = every_nth(300, 2);
  EXPECT_FALSE(detail::nested_choice_is_quick(few, given));
  given.folds = every_nth(300, 3);
  EXPECT_TRUE(detail::nested_choice_is_quick(few, given));
  EXPECT_FALSE(detail::nested_choice_is_quick(random_examples({.rows = 20'000, .dense = 1}), {}));
  EXPECT_FALSE(detail::nested_choice_is_quick(random_examples({.rows = 3000, .dense = 600}), {}));
}

}  // namespace
}  // namespace binet
