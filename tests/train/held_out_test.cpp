#include "train/held_out.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

LabelledRows labelled_rows() {
  LabelledRows rows;
  rows.rows = row_numbers(5);
  rows.target = Vector::LinSpaced(5, 0, 4);
  rows.weight = Vector::LinSpaced(5, 1, 5);
  rows.group = {7, 7, 8, 8, 9};
  return rows;
}

TEST(HeldOut, TargetsWeightsAndGroupsAreThoseOfTheRows) {
  const LabelledRows rows = labelled_rows();
  const HeldOut some = HeldOut::of_some(rows, {4, 0, 2}, VectorD::LinSpaced(3, 1, 3), "two folds");
  EXPECT_EQ(some.target, (Vector(3) << 4, 0, 2).finished());
  EXPECT_EQ(some.weight, (Vector(3) << 5, 1, 3).finished());
  EXPECT_EQ(some.group, (std::vector<Index>{9, 7, 8}));
  ASSERT_TRUE(some.places.known());
  EXPECT_EQ(some.places[0], 4);
  EXPECT_EQ(some.places[2], 2);

  const HeldOut all = HeldOut::of_all(rows, VectorD::Zero(5), "leave-one-out");
  EXPECT_EQ(all.target, rows.target);
  ASSERT_TRUE(all.places.known());
  EXPECT_EQ(all.places[3], 3);
}

TEST(HeldOut, RowsOfAnotherFileAreNoTrainingRows) {
  Table table;
  table.source = "valid.csv";
  LabelledRows file = labelled_rows();
  file.table = &table;
  const HeldOut found = HeldOut::of_file(file, VectorD::Zero(5));
  EXPECT_FALSE(found.places.known());
  EXPECT_EQ(found.described, "valid.csv");
  EXPECT_FALSE(HeldOut().places.known());
}

TEST(HeldOut, OtherLogitsKeepTheRows) {
  const HeldOut first = HeldOut::of_some(labelled_rows(), {4, 0}, VectorD::Zero(2), "two folds");
  const HeldOut other = first.with_logits(VectorD::Ones(2));
  EXPECT_EQ(other.logit, VectorD::Ones(2));
  EXPECT_EQ(other.target, first.target);
  EXPECT_EQ(other.places[0], 4);
}

}  // namespace
}  // namespace binet
