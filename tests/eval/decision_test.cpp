#include "eval/decision.hpp"

#include "binet/base/error.hpp"
#include "math/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace binet {
namespace {

using ::testing::HasSubstr;
using ::testing::Property;
using ::testing::Throws;

double choose(const char* rule, const std::vector<double>& probability, const std::vector<double>& target,
              const std::vector<double>& weight = {}) {
  return choose_threshold(parse_decision_rule(rule), {probability, target, weight});
}

double search(const char* rule, const std::vector<double>& probability, const std::vector<double>& target) {
  return search_threshold(parse_decision_rule(rule), {probability, target, {}});
}

const std::vector<double> kProbability = {0.05, 0.1, 0.2, 0.3, 0.6, 0.7, 0.8, 0.9};
const std::vector<double> kTarget = {0, 0, 1, 0, 0, 1, 1, 1};

TEST(Decision, ANumberIsTheThreshold) {
  EXPECT_EQ(choose("0.25", kProbability, kTarget), 0.25);
}

TEST(Decision, RulesPickTheirThreshold) {
  EXPECT_DOUBLE_EQ(choose("accuracy", kProbability, kTarget), 0.65);   // one error: 0.2
  EXPECT_DOUBLE_EQ(choose("recall>=1", kProbability, kTarget), 0.15);  // all positives, as few negatives as can be
  EXPECT_DOUBLE_EQ(choose("precision>=0.9", kProbability, kTarget), 0.65);
  EXPECT_DOUBLE_EQ(search("cost:fp=1,fn=20", kProbability, kTarget), 0.15);
  EXPECT_DOUBLE_EQ(search("cost:fp=20,fn=1", kProbability, kTarget), 0.65);
  EXPECT_DOUBLE_EQ(choose("youden", kProbability, kTarget), 0.65);
}

TEST(Decision, AThresholdThatSeparatesTheClassesIsNearestHalf) {
  for (const char* rule : {"f1", "youden", "mcc", "accuracy", "balanced_accuracy", "precision>=1", "recall>=1"}) {
    EXPECT_DOUBLE_EQ(choose(rule, {0.1, 0.3, 0.8, 0.9}, {0, 0, 1, 1}), 0.5) << rule;
    EXPECT_DOUBLE_EQ(choose(rule, {0.1, 0.2, 0.3, 0.4}, {0, 0, 1, 1}), 0.25) << rule;
  }
}

TEST(Decision, TiesGoToTheThresholdNearestHalf) {
  EXPECT_DOUBLE_EQ(choose("accuracy", {0.1, 0.2, 0.4, 0.44}, {0, 1, 0, 1}), 0.42);  // as good as 0.15
}

TEST(Decision, OneSidedLabelsArePossible) {
  EXPECT_LE(search("cost:fp=0,fn=1", kProbability, kTarget), 0.2);
  EXPECT_GT(search("cost:fp=1,fn=0", kProbability, kTarget), 0.6);
  EXPECT_EQ(choose("cost:fp=0,fn=1", kProbability, kTarget), 0);
  EXPECT_EQ(choose("cost:fp=1,fn=0", kProbability, kTarget), 1);
  EXPECT_DOUBLE_EQ(choose("accuracy", {0.2, 0.3}, {1, 1}), 0.1);
  EXPECT_DOUBLE_EQ(choose("accuracy", {0.7, 0.8}, {0, 0}), 0.9);
}

TEST(Decision, WeightsCount) {
  EXPECT_DOUBLE_EQ(choose("accuracy", {0.2, 0.4, 0.7}, {1, 0, 1}, {1, 5, 1}), 0.5);
  EXPECT_DOUBLE_EQ(choose("accuracy", {0.2, 0.4, 0.7}, {1, 0, 1}, {5, 1, 1}), 0.1);
}

TEST(Decision, NeighbouringDoublesAreStillSeparated) {
  const double low = 0.3, high = std::nextafter(low, 1.0);
  EXPECT_EQ(choose("accuracy", {low, high}, {0, 1}), high);
}

/// Every rule against all thresholds tried one by one.
TEST(Decision, NoOtherThresholdScoresBetter) {
  Random random(1);
  for (int round = 0; round < 50; ++round) {
    std::vector<double> probability, target, weight;
    for (int i = 0; i < 30; ++i) {
      probability.push_back(std::ceil(19 * random.uniform()) / 20);
      target.push_back(random.uniform() < probability.back() ? 1 : 0);
      weight.push_back(std::ceil(3 * random.uniform()));
    }
    for (const char* text : {"f1", "youden", "mcc", "accuracy", "balanced_accuracy", "recall>=0.8", "cost:fp=2,fn=3"}) {
      const DecisionRule rule = parse_decision_rule(text);
      const auto score = [&](double t) { return rule.score(confusion_matrix({probability, target, weight, t})); };
      const double chosen = score(search_threshold(rule, {probability, target, weight}));
      for (int k = 0; k <= 40; ++k) {
        const double other = score(k / 40.0);
        EXPECT_TRUE(std::isnan(other) || other <= chosen + 1e-12) << text << " at " << k / 40.0;
      }
    }
  }
}

TEST(Decision, CostsMayStandInEitherOrderWithBlanks) {
  for (const char* text : {"cost:fn=20,fp=1", "cost: fp = 1, fn = 20", "cost:fn=20, fp=1"}) {
    const DecisionRule rule = parse_decision_rule(text);
    ASSERT_TRUE(rule.costs.has_value());
    EXPECT_EQ(rule.costs->false_positive, 1) << text;
    EXPECT_EQ(rule.costs->false_negative, 20) << text;
    EXPECT_EQ(rule.text, text);
  }
}

/// Calibrated probabilities: few rows do not move the threshold from the theoretical one. Probabilities that are all
/// too small by a factor: many rows do.
TEST(Decision, CostsTakeTheSearchedThresholdOnlyWhereRowsShowThatItIsBetter) {
  const DecisionRule rule = parse_decision_rule("cost:fp=1,fn=4");
  Random random(3);
  const auto choice = [&](int rows, double factor) {
    std::vector<double> probability, target;
    for (int i = 0; i < rows; ++i) {
      const double p = random.uniform();
      probability.push_back(p * factor);
      target.push_back(random.uniform() < p ? 1 : 0);
    }
    return compare_costs(rule, {probability, target, {}});
  };
  const CostChoice few = choice(60, 1), shifted = choice(4000, 0.3);
  EXPECT_FALSE(few.takes_searched());
  EXPECT_EQ(few.theoretical.threshold, 0.2);
  EXPECT_LE(few.searched.mean, few.theoretical.mean);
  EXPECT_TRUE(shifted.takes_searched());
  EXPECT_NEAR(shifted.searched.threshold, 0.06, 0.02);
  EXPECT_NEAR(shifted.difference, shifted.theoretical.mean - shifted.searched.mean, 1e-12);
}

TEST(Decision, ImpossibleBoundsAreErrors) {
  EXPECT_THAT(
      [] {
        choose("precision>=0.9", {0.8, 0.7}, {0, 1});
      },
      Throws<Error>(Property(&Error::what, HasSubstr("precision>=0.9"))));
  EXPECT_THROW(choose("youden", {0.8, 0.7}, {1, 1}), Error);
  EXPECT_THROW(choose("f1", {}, {}), Error);
}

TEST(Decision, OtherTextsAreUsageErrors) {
  for (const char* text : {"", "F1", "auc", "1.5", "-0.1", "nan", "0.5x", "precision>=", "precision>=2", "recall>0.5",
                           "cost", "cost:", "cost:fp=1", "cost:fp=1,fp=2", "cost:fn=1,fp=2,fn=3", "cost:fp=-1,fn=2",
                           "cost:fp=0,fn=0", "cost:fp=1,fn=x"}) {
    EXPECT_THAT([&] { parse_decision_rule(text); },
                Throws<UsageError>(Property(&UsageError::what, HasSubstr("precision>=0.9"))))
        << text;
  }
}

}  // namespace
}  // namespace binet
