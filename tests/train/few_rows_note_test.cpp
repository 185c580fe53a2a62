#include "train/few_rows_note.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace binet {
namespace {

using ::testing::HasSubstr;

/// The first `positives` of the rows are positive.
ScoredRows scored(int rows, int positives, const std::vector<double>& weight = {}) {
  ScoredRows found;
  for (int i = 0; i < rows; ++i) {
    found.logit.push_back(0);
    found.probability.push_back(0.5);
    found.target.push_back(i < positives ? 1 : 0);
  }
  found.weight = weight;
  return found;
}

TargetSchema yes_or_no() {
  TargetSchema target;
  target.positive = "yes";
  target.negative = "no";
  return target;
}

TEST(FewRowsNote, NamesTheClassWithFewHeldOutRows) {
  EXPECT_EQ(note_on_few_rows(scored(300, 3), yes_or_no()),
            "class \"yes\" has only 3 held-out rows: the metrics rest on these, and their standard errors are rough");
  EXPECT_THAT(note_on_few_rows(scored(300, 299), yes_or_no()),
              HasSubstr("class \"no\" has 1 held-out row: the metrics rest on it"));
}

TEST(FewRowsNote, CountsGroupsByTheirWeights) {
  const ScoredRows rows = scored(12, 6);
  const std::vector<Index> three{1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3}, unequal{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3};
  EXPECT_EQ(note_on_few_groups(rows, three, "ward"),
            "the held-out rows are of 3 groups of column \"ward\": so few say little about new groups, and standard "
            "errors are wide");
  EXPECT_THAT(note_on_few_groups(rows, unequal, "ward"),
              HasSubstr("3 groups of column \"ward\", which count like 1.4 of equal size"));
  EXPECT_EQ(note_on_few_groups(rows, {1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6}, "ward"), "");
  EXPECT_EQ(note_on_few_groups(rows, {}, ""), "");
}

TEST(FewRowsNote, IsEmptyWithEnoughRowsAndWithOneClass) {
  EXPECT_EQ(note_on_few_rows(scored(300, 10), yes_or_no()), "");
  EXPECT_EQ(note_on_few_rows(scored(300, 0), yes_or_no()), "");
  EXPECT_EQ(note_on_few_rows(scored(40, 20, std::vector<double>(40, 1e-9)), yes_or_no()), "");
}

TEST(FewRowsNote, CountsUnequalWeightsAsFewerRows) {
  std::vector<double> weight(300, 1.0);
  weight[0] = 1e6;
  EXPECT_THAT(note_on_few_rows(scored(300, 150, weight), yes_or_no()),
              HasSubstr("class \"yes\" has 150 held-out rows, with weights so unequal that they count like 1.0 rows"));
}

}  // namespace
}  // namespace binet
