#include "base/nearest_name.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

TEST(EditDistance, CountsInsertionsDeletionsReplacementsAndSwaps) {
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("epochs", "epoch"), 1u);
  EXPECT_EQ(edit_distance("lable", "label"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("Age", "age"), 0u);
}

TEST(NearestName, FindsTheLikelyOneAndOnlyThat) {
  const std::vector<std::string> known = {"learning_rate", "epochs", "age"};
  EXPECT_EQ(nearest_name("learnig_rate", known), "learning_rate");
  EXPECT_EQ(nearest_name("AGE", known), "age");
  EXPECT_EQ(nearest_name("z", std::vector<std::string>{"x", "y"}), "");
  EXPECT_EQ(nearest_name("X", std::vector<std::string>{"x", "y"}), "x");
  EXPECT_EQ(nearest_name("aeg", known), "age");
  EXPECT_EQ(nearest_name("colour", known), "");
  EXPECT_EQ(nearest_name("", known), "");
}

TEST(NearestName, ReadsAsTheEndOfAnError) {
  const std::vector<std::string> known = {"epochs"};
  EXPECT_EQ(did_you_mean("epoch", known), "; did you mean 'epochs'?");
  EXPECT_EQ(did_you_mean("layers", known), "");
}

}  // namespace
}  // namespace binet
