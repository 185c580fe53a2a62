#include "csv/layout.hpp"

#include <gtest/gtest.h>

#include <string>

namespace binet::detail {
namespace {

std::size_t titles(const std::string& text, const std::vector<std::string>& named = {}) {
  return count_titles(record_shapes(text, true, ','), text, ',', named);
}

constexpr const char* kTable = "age,colour,y\n1,red,0\n2,blue,1\n3,red,1\n4,red,0\n";

TEST(Layout, CountsTitlesWithDelimitersOfTheirOwn) {
  EXPECT_EQ(titles(kTable), 0U);
  EXPECT_EQ(titles(std::string("Sales,\n") + kTable), 1U);
  EXPECT_EQ(titles(std::string("Year,2024\nSite,Oslo\n\n") + kTable), 2U);
  EXPECT_EQ(titles(std::string("a, b, c, and d\n") + kTable), 1U);
  EXPECT_EQ(titles("age,colour\n1,2,red\n2,3,blue\n3,4,red\n4,5,red\n"), 0U) << "R's write.table";
  EXPECT_EQ(titles("age,colour\na,b,red\nc,2,blue\nd,4,red\ne,5,red\n"), 0U) << "R's write.table";
}

TEST(Layout, CountsTitlesAboveTheColumnsNamed) {
  const std::string groups = "Person,,Outcome\n";
  EXPECT_EQ(titles(groups + kTable), 0U);
  EXPECT_EQ(titles(groups + kTable, {"y"}), 1U);
  EXPECT_EQ(titles(groups + kTable, {"y", "age"}), 1U);
  EXPECT_EQ(titles(groups + kTable, {"z"}), 0U);
  EXPECT_EQ(titles("size,colour,bought\nsmall,red,y\nlarge,blue,n\n", {"y"}), 0U) << "a row is no header";
  EXPECT_EQ(titles("size,,bought\n1,red,y\n2,blue,n\n", {"y"}), 0U) << "names are no numbers";
}

}  // namespace
}  // namespace binet::detail
