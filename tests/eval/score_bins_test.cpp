#include "eval/score_bins.hpp"

#include "eval/confusion_matrix.hpp"
#include "math/random.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

TEST(ScoreBins, CountsAtEveryExactThresholdAreThoseOfTheRows) {
  Random random(3);
  std::vector<double> probability, target;
  for (int i = 0; i < 500; ++i) {
    probability.push_back(i % 7 == 0 ? 0.3 : random.uniform() * random.uniform());
    target.push_back(random.uniform() < probability.back() ? 1 : 0);
  }
  const ScoreBinning binning{.grid = 50, .quantiles = 20, .also = {0.1234}};
  const ScoreBins bins = bin_scores({probability, target, {}}, binning);
  for (const double threshold : exact_thresholds(binning)) {
    const ConfusionMatrix expected = confusion_matrix({probability, target, {}, threshold});
    double positive = 0, negative = 0;
    for (std::size_t i = 0; i < bins.size(); ++i) {
      if (bins.lower[i] < threshold) continue;
      positive += bins.positive[i];
      negative += bins.negative[i];
    }
    EXPECT_EQ(positive, expected.true_positive) << threshold;
    EXPECT_EQ(negative, expected.false_positive) << threshold;
  }
  EXPECT_EQ(bins.positives() + bins.negatives(), 500);
}

TEST(ScoreBins, ProbabilitiesOfZeroAndOneHaveBins) {
  const std::vector<double> probability = {0, 1}, target = {0, 1}, weight = {2, 3};
  const ScoreBins bins = bin_scores({probability, target, weight}, {});
  EXPECT_EQ(bins.size(), 2U);
  EXPECT_EQ(bins.negative.front(), 2);
  EXPECT_EQ(bins.positive.back(), 3);
  EXPECT_EQ(bins.probability.back(), 3);
}

}  // namespace
}  // namespace binet
