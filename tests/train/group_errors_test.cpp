#include "train/group_errors.hpp"

#include "eval/prediction_summary.hpp"
#include "math/random.hpp"
#include "math/sigmoid.hpp"

#include <gtest/gtest.h>

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
    EXPECT_NEAR(errors.widened(metric(name), naive) / alone, 1, 0.35) << name;
  }
}

TEST(GroupErrors, StayAsTheyAreWithoutGroups) {
  const Grouped rows = equal_rows(50, 2);
  EXPECT_EQ(GroupErrors(rows.rows, {}).widened(metric("brier"), 0.01), 0.01);
}

}  // namespace
}  // namespace binet
