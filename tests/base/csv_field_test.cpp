#include "base/csv_field.hpp"

#include <gtest/gtest.h>

namespace binet::detail {
namespace {

TEST(CsvField, IsQuotedOnlyWhereItMustBe) {
  EXPECT_EQ(csv_field("a b'c;d"), "a b'c;d");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"a\""), "\"say \"\"a\"\"\"");
  EXPECT_EQ(csv_field("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv_field("a\r"), "\"a\r\"");
  EXPECT_EQ(quoted_field("a"), "\"a\"");
}

}  // namespace
}  // namespace binet::detail
