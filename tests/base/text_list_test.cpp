#include "base/text_list.hpp"

#include "base/find_named.hpp"
#include "base/number_text.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace binet {
namespace {

TEST(TextList, PutsSeparatorsBetweenItems) {
  EXPECT_EQ(joined(std::vector<std::string>{}), "");
  EXPECT_EQ(joined(std::vector<std::string>{"a"}), "a");
  EXPECT_EQ(joined(std::vector<std::string>{"", "b", ""}, "|"), "|b|");
  EXPECT_EQ(joined(std::vector<int>{1, 2}, " and ", [](int i) { return std::to_string(i); }), "1 and 2");
}

TEST(TextList, CutsALongListShort) {
  const std::vector<std::string> items{"a", "b", "c"};
  EXPECT_EQ(first_joined(items, 2), "a, b, …");
  EXPECT_EQ(first_joined(items, 3), "a, b, c");
}

TEST(NumberText, HasTheFewestDigitsThatReadBack) {
  EXPECT_EQ(shortest_digits(0.1), "0.1");
  EXPECT_EQ(shortest_digits(0.1f), "0.1");
  EXPECT_EQ(shortest_digits(static_cast<double>(0.1f)), "0.10000000149011612");
  EXPECT_EQ(std::stod(shortest_digits(1 / 3.0)), 1 / 3.0);
  EXPECT_EQ(shortest_digits(-std::numeric_limits<double>::infinity()), "-inf");
  std::string text = "x=";
  append_shortest(-2.5, text);
  EXPECT_EQ(text, "x=-2.5");
}

TEST(FindNamed, ListsTheKnownNamesAndTheNearest) {
  struct Row {
    std::string_view name;
  };
  static constexpr Row kRows[] = {{"apple"}, {"pear"}};
  EXPECT_EQ(&find_named(std::span<const Row>(kRows), "fruit", "pear"), &kRows[1]);
  try {
    find_named(std::span<const Row>(kRows), "fruit", "aple");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "unknown fruit \"aple\": expected one of apple, pear; did you mean 'apple'?");
  }
}

}  // namespace
}  // namespace binet
