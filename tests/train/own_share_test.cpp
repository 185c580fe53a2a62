#include "train/own_share.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace binet {
namespace {

ScoredRows rows_of_share(std::size_t positives, std::size_t negatives) {
  ScoredRows rows;
  const double logit = std::log(static_cast<double>(positives) / static_cast<double>(negatives));
  for (std::size_t i = 0; i < positives + negatives; ++i) {
    rows.target.push_back(i < positives ? 1 : 0);
    rows.logit.push_back(logit);
    rows.probability.push_back(static_cast<double>(positives) / static_cast<double>(positives + negatives));
  }
  return rows;
}

/// The share itself, as a model: each row's probability is the share among the others.
TEST(OwnShare, LeavesEachRowOutOfTheShare) {
  const ScoredRows rows = without_own_share(rows_of_share(3, 5));
  EXPECT_NEAR(rows.probability[0], 2.0 / 7, 1e-12);
  EXPECT_NEAR(rows.probability[7], 3.0 / 7, 1e-12);
  const double loss = (-3 * std::log(2.0 / 7) - 5 * std::log(4.0 / 7)) / 8;
  EXPECT_NEAR(base_log_loss_without_own_share(rows), loss, 1e-12);
}

TEST(OwnShare, LeavesTheRowsOwnWeightOut) {
  ScoredRows rows = rows_of_share(2, 2);
  rows.weight = {3, 1, 2, 2};
  const ScoredRows found = without_own_share(rows);
  EXPECT_NEAR(found.logit[0], std::log(1.0 / 2), 1e-12);  // half of the class at most
  EXPECT_NEAR(found.logit[1], std::log(3.0 / 4), 1e-12);
  EXPECT_NEAR(found.logit[2], std::log(2.0), 1e-12);
}

/// Without its group, which is as far from a model as folds of whole groups hold it.
TEST(OwnShare, LeavesTheRowsOfTheGroupOut) {
  const ScoredRows rows = rows_of_share(3, 5);
  const std::vector<Index> group = {0, 0, 1, 0, 1, 2, 2, 2};
  const ScoredRows found = without_own_share(rows, group);
  EXPECT_NEAR(found.logit[0], std::log(1.5 / 4), 1e-12);  // half of the class at least
  EXPECT_NEAR(found.logit[2], std::log(2.0 / 4), 1e-12);
  EXPECT_NEAR(found.logit[7], std::log(3.0 / 2.5), 1e-12);
  // Without the fold of groups 0 and 1, the shares lack its 3 positives and 2 negatives already.
  const ScoredRows in_folds = without_own_share(rows, group, {1, 1, 1, 1, 1, 2, 2, 2});
  EXPECT_NEAR(in_folds.logit[2], found.logit[2] - std::log(1.5 / 3) + std::log(3.0 / 5), 1e-12);
  const ScoredRows each = without_own_share(rows, {0, 1, 2, 3, 4, 5, 6, 7}), alone = without_own_share(rows);
  EXPECT_EQ(each.logit, alone.logit) << "groups of one row";
}

TEST(OwnShare, TheOnlyRowOfAClassHasAFiniteShare) {
  const ScoredRows rows = without_own_share(rows_of_share(1, 9));
  EXPECT_TRUE(std::isfinite(rows.logit[0]));
  EXPECT_TRUE(std::isfinite(base_log_loss_without_own_share(rows)));
}

}  // namespace
}  // namespace binet
