#include "math/folds.hpp"

#include "binet/base/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace binet {
namespace {

/// Every tenth row is of the positive class.
Vector rare_target(Index rows) {
  Vector target = Vector::Zero(rows);
  for (Index r = 0; r < rows; r += 10) target[r] = 1;
  return target;
}

Index positives(const Vector& target, const std::vector<Index>& rows) {
  return std::count_if(rows.begin(), rows.end(), [&](Index r) { return target[r] == 1; });
}

void expect_partition(const Split& split, Index rows) {
  std::set<Index> all(split.training.begin(), split.training.end());
  all.insert(split.validation.begin(), split.validation.end());
  EXPECT_EQ(static_cast<Index>(all.size()), rows);
  EXPECT_EQ(static_cast<Index>(split.training.size() + split.validation.size()), rows);
  EXPECT_TRUE(std::is_sorted(split.training.begin(), split.training.end()));
  EXPECT_TRUE(std::is_sorted(split.validation.begin(), split.validation.end()));
}

TEST(StratifiedHoldout, HoldsOutItsShareOfEachClass) {
  const Vector target = rare_target(1000);
  const Split split = stratified_holdout(target, 0.2, Random(1));
  expect_partition(split, 1000);
  EXPECT_EQ(split.validation.size(), 200u);
  EXPECT_EQ(positives(target, split.validation), 20);
  EXPECT_NE(split.validation, stratified_holdout(target, 0.2, Random(2)).validation);
  EXPECT_EQ(split.validation, stratified_holdout(target, 0.2, Random(1)).validation);
}

TEST(StratifiedHoldout, HoldsOutAtLeastOneOfEachClassAndLeavesOne) {
  const Vector target = rare_target(12);
  for (const double fraction : {0.01, 0.99}) {
    const Split split = stratified_holdout(target, fraction, Random(1));
    EXPECT_EQ(positives(target, split.validation), 1);
    EXPECT_EQ(positives(target, split.training), 1);
  }
}

TEST(StratifiedFolds, ValidateEachRowOnceWithEqualShares) {
  const Vector target = rare_target(103);
  const std::vector<Split> folds = stratified_folds(target, 5, Random(1));
  ASSERT_EQ(folds.size(), 5u);
  std::vector<Index> validated;
  for (const Split& fold : folds) {
    expect_partition(fold, 103);
    EXPECT_NEAR(static_cast<double>(fold.validation.size()), 20.6, 1);
    EXPECT_NEAR(static_cast<double>(positives(target, fold.validation)), 2.2, 1);
    validated.insert(validated.end(), fold.validation.begin(), fold.validation.end());
  }
  EXPECT_EQ(std::set<Index>(validated.begin(), validated.end()).size(), 103u);
  EXPECT_EQ(validated.size(), 103u);
  EXPECT_THROW(stratified_folds(target, 1, Random(1)), UsageError);
}

TEST(GroupedFolds, KeepGroupsTogether) {
  const Vector target = rare_target(200);
  std::vector<Index> group(200);
  for (std::size_t r = 0; r < group.size(); ++r) group[r] = static_cast<Index>(r / 7 * 100);
  for (const Split& fold : grouped_folds(target, group, 4, Random(1))) {
    expect_partition(fold, 200);
    EXPECT_NEAR(static_cast<double>(fold.validation.size()), 50, 8);
    EXPECT_NEAR(static_cast<double>(positives(target, fold.validation)), 5, 2);
    std::set<Index> training;
    for (const Index r : fold.training) training.insert(group[static_cast<std::size_t>(r)]);
    for (const Index r : fold.validation) EXPECT_FALSE(training.contains(group[static_cast<std::size_t>(r)]));
  }
}

TEST(TimeHoldout, HoldsOutTheLastRowsAndKeepsTiesTogether) {
  const std::vector<double> time = {5, 1, 4, 4, 2, 3, 4, 9, 8, 7};
  const Split split = time_holdout(time, 0.3);
  EXPECT_EQ(split.validation, (std::vector<Index>{7, 8, 9}));
  expect_partition(split, 10);
  EXPECT_EQ(time_holdout(time, 0.5).validation, (std::vector<Index>{0, 7, 8, 9})) << "the nearest end of a tie";
}

TEST(TimeHoldout, LeavesRowsOnBothSidesOfTies) {
  EXPECT_EQ(time_holdout(std::vector<double>{1, 1, 2, 2, 2, 2}, 0.2).validation, (std::vector<Index>{2, 3, 4, 5}));
  EXPECT_EQ(time_holdout(std::vector<double>{1, 1, 1, 1, 1, 2}, 0.5).validation, (std::vector<Index>{5}));
  EXPECT_TRUE(time_holdout(std::vector<double>{7, 7, 7}, 0.2).validation.empty());
}

TEST(GroupedHoldout, KeepsGroupsWholeAndBothPartsFilled) {
  const Vector target = rare_target(300);
  std::vector<Index> group(300);
  for (std::size_t r = 0; r < group.size(); ++r) group[r] = static_cast<Index>(r / 10);
  const Split split = grouped_holdout(target, group, 0.2, Random(1));
  expect_partition(split, 300);
  EXPECT_EQ(split.validation.size(), 60u);
  std::set<Index> validated;
  for (const Index row : split.validation) validated.insert(group[static_cast<std::size_t>(row)]);
  for (const Index row : split.training) EXPECT_FALSE(validated.contains(group[static_cast<std::size_t>(row)]));

  const std::vector<Index> two = {0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  const Split lopsided = grouped_holdout(rare_target(10), two, 0.2, Random(1));
  EXPECT_FALSE(lopsided.training.empty());
  EXPECT_FALSE(lopsided.validation.empty());
  EXPECT_THROW(grouped_holdout(rare_target(10), std::vector<Index>(10, 7), 0.2, Random(1)), UsageError);
}

TEST(ExpandingWindows, ValidateLaterRowsThanTheyTrainOnEachOnce) {
  std::vector<double> time;
  for (int i = 0; i < 120; ++i) time.push_back((i * 7) % 40);  // three rows at each time, in no order
  const std::vector<Split> windows = expanding_windows(time, 3);
  ASSERT_EQ(windows.size(), 3u);
  std::set<Index> validated;
  const auto at = [&](Index row) { return time[static_cast<std::size_t>(row)]; };
  for (std::size_t w = 0; w < windows.size(); ++w) {
    EXPECT_EQ(windows[w].training.size(), 30 * (w + 1));
    EXPECT_EQ(windows[w].validation.size(), 30u);
    const Index latest = *std::ranges::max_element(windows[w].training, {}, at);
    const Index earliest = *std::ranges::min_element(windows[w].validation, {}, at);
    EXPECT_LT(at(latest), at(earliest));
    for (const Index row : windows[w].validation) EXPECT_TRUE(validated.insert(row).second);
  }
}

TEST(ExpandingWindows, TieNoTimesApartAndFillEveryBlock) {
  const std::vector<double> time = {1, 1, 1, 1, 1, 1, 1, 2, 3};
  const std::vector<Split> windows = expanding_windows(time, 2);
  EXPECT_EQ(windows[0].training.size(), 7u);
  EXPECT_EQ(windows[0].validation, std::vector<Index>{7});
  EXPECT_EQ(windows[1].validation, std::vector<Index>{8});
  EXPECT_THROW(expanding_windows(time, 3), UsageError);
}

}  // namespace
}  // namespace binet
