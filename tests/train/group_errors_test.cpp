#include "train/group_errors.hpp"

#include "eval/prediction_summary.hpp"
#include "math/random.hpp"
#include "math/sigmoid.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace binet {
namespace {

struct Grouped {
  ScoredRows rows;
  std::vector<Index> group;
};

/// Groups of `size` equal rows: as much information as one row of each group.
Grouped equal_rows(int groups, int size) {
  Random random(3);
  Grouped found;
  for (int g = 0; g < groups; ++g) {
    const double logit = random.normal(), target = random.uniform() < sigmoid(logit) ? 1 : 0;
    for (int i = 0; i < size; ++i) {
      found.rows.logit.push_back(logit);
      found.rows.probability.push_back(sigmoid(logit));
      found.rows.target.push_back(target);
      found.group.push_back(g);
    }
  }
  return found;
}

double by_rows(const char* name, const ScoredRows& rows) {
  return evaluate_with_interval(metric(name), PredictionSummary(rows.view())).standard_error;
}

TEST(GroupErrors, RepeatedRowsGiveTheErrorsOfTheRowsOnce) {
  const Grouped once = equal_rows(400, 1), repeated = equal_rows(400, 9);
  const GroupErrors errors(repeated.rows, repeated.group);
  for (const char* name : {"log_loss", "brier", "roc_auc", "calibration_slope"}) {
    const double alone = by_rows(name, once.rows), naive = by_rows(name, repeated.rows);
    EXPECT_NEAR(naive, alone / 3, 0.05 * alone) << name;
    const double few_blocks = few_groups_factor(std::vector<double>(20, 1.0));
    EXPECT_NEAR(errors.widened(metric(name), naive) / alone, few_blocks, 0.35) << name;
  }
}

TEST(GroupErrors, StayAsTheyAreWithoutGroups) {
  const Grouped rows = equal_rows(50, 2);
  EXPECT_EQ(GroupErrors(rows.rows, {}).widened(metric("brier"), 0.01), 0.01);
}

TEST(GroupErrors, FewGroupsWidenErrorsByStudentsQuantile) {
  EXPECT_NEAR(few_groups_factor(std::vector<double>(10, 7.0)), 2.262157162798 / 1.959963984540054, 1e-9);
  EXPECT_NEAR(few_groups_factor(std::vector<double>(4000, 1.0)), 1, 1e-3);
  // One large group among many small ones is hardly more than one group.
  EXPECT_NEAR(few_groups_factor({100, 1, 1, 1}), 12.70620473617469 / 1.959963984540054, 1e-9);
}

TEST(GroupErrors, TheSpreadBetweenFewGroupsGivesAnIntervalThatHoldsTheTruthAsOftenAsItSays) {
  // Groups of rows that share one outcome, and so one loss: the mean over groups is a plain mean.
  constexpr int kSamples = 1500, kGroups = 6;
  Random random(5);
  int held = 0;
  for (int sample = 0; sample < kSamples; ++sample) {
    ScoredRows rows;
    std::vector<Index> group;
    for (Index g = 0; g < kGroups; ++g) {
      const double logit = random.normal();
      for (int i = 0; i < 3; ++i) {
        rows.logit.push_back(logit);
        rows.probability.push_back(sigmoid(logit));
        rows.target.push_back(1);
        group.push_back(g);
      }
    }
    const double value = metric("log_loss").evaluate(PredictionSummary(rows.view()));
    constexpr double kExpected = 0.80606;  // E log(1 + exp(−Z)), Z standard normal
    held += std::abs(value - kExpected) <= 1.96 * GroupErrors(rows, group).widened(metric("log_loss"), 0) ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(held) / kSamples, 0.95, 0.03);  // 0.87 by 1.96 errors of the spread
}

}  // namespace
}  // namespace binet
