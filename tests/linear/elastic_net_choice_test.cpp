#include "linear/elastic_net_choice.hpp"

#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "eval/log_loss.hpp"
#include "linear/coordinate_descent.hpp"
#include "linear/random_examples.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace binet {
namespace {

Index chosen(const ElasticNetChoice& choice) {
  return (choice.parameters.tail(choice.parameters.size() - 1).array() != 0).count();
}

/// 3 columns of 40 that matter.
Examples few_of_many() {
  Examples examples = random_examples({.rows = 500, .dense = 3, .signal = 2});
  const Examples noise = random_examples({.rows = 500, .dense = 37, .seed = 2});
  Matrix all(500, 40);
  all << examples.features.dense, noise.features.dense;
  examples.features.dense = all;
  return examples;
}

TEST(ElasticNetChoice, ChoosesTheLowestPointOfItsCurveAndFitsThere) {
  const Examples examples = few_of_many();
  const ElasticNetChoice choice = choose_elastic_net(examples);
  const auto lowest = std::ranges::min_element(choice.curve, {}, &ElasticNetTrial::loss);
  EXPECT_DOUBLE_EQ(choice.l1, lowest->penalty);
  EXPECT_EQ(choice.l2, 0);
  EXPECT_TRUE(choice.convergence.converged);
  VectorD direct;
  minimize_elastic_net(examples, direct, {.l1 = choice.l1});
  EXPECT_LT((direct - choice.parameters).cwiseAbs().maxCoeff(), 1e-6);
  EXPECT_EQ(choice.held_out_rows.size(), 500U);
  EXPECT_EQ(choice.held_out_logits.size(), 500);
  EXPECT_NE(choice.parameters[1], 0);
}

/// On noise, the best of 50 penalties seems to have learned something.
TEST(ElasticNetChoice, JudgesByPenaltiesThatOtherFoldsChoose) {
  double chosen = 0, judged = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Examples examples = random_examples({.rows = 80, .dense = 12, .signal = 0, .seed = seed});
    const ElasticNetChoice choice = choose_elastic_net(examples);
    ASSERT_EQ(choice.judged_logits.size(), 80);
    chosen += log_loss_sums(choice.held_out_logits, examples.target, {}).mean();
    judged += log_loss_sums(choice.judged_logits, examples.target, {}).mean();
  }
  EXPECT_GT(judged, chosen);
}

TEST(ElasticNetChoice, OneStandardErrorChoosesFewer) {
  const Examples examples = few_of_many();
  const ElasticNetChoice lowest = choose_elastic_net(examples);
  const ElasticNetChoice sparse = choose_elastic_net(examples, {.one_standard_error = true});
  EXPECT_GT(sparse.l1, lowest.l1);
  EXPECT_LT(chosen(sparse), chosen(lowest));
  EXPECT_GE(chosen(sparse), 1);
}

TEST(ElasticNetChoice, SharesThePenaltyOrKeepsTheL2Given) {
  const Examples examples = few_of_many();
  const ElasticNetChoice mixed = choose_elastic_net(examples, {.l1_share = 0.25});
  EXPECT_NEAR(mixed.l2, 3 * mixed.l1, 1e-12);
  const ElasticNetChoice fixed = choose_elastic_net(examples, {.l1_share = 0.25, .l2 = 0.01});
  EXPECT_EQ(fixed.l2, 0.01);
}

TEST(ElasticNetChoice, NeedsTwoRowsOfEachClass) {
  Examples examples = random_examples({.rows = 12, .dense = 2});
  examples.target.setZero();
  examples.target.head(2).setOnes();
  EXPECT_EQ(choose_elastic_net(examples).held_out_rows.size(), 12U);
  examples.target[0] = 0;
  EXPECT_THROW(choose_elastic_net(examples), Error);
}

TEST(ElasticNetChoice, SameBitsOnAnyNumberOfThreads) {
  const Examples examples = random_examples({.rows = 300, .dense = 20, .levels = {9}, .weighted = true});
  std::vector<ElasticNetChoice> choices;
  for (const int threads : {1, 2, 3, 16}) {
    set_thread_count(threads);
    choices.push_back(choose_elastic_net(examples));
    EXPECT_EQ(choices.back().parameters, choices.front().parameters);
    EXPECT_EQ(choices.back().held_out_logits, choices.front().held_out_logits);
  }
  set_thread_count(0);
}

}  // namespace
}  // namespace binet
