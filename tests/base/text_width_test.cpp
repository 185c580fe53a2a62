#include "base/text_width.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

TEST(TextWidth, CountsColumnsOfATerminal) {
  EXPECT_EQ(text_width(""), 0U);
  EXPECT_EQ(text_width("Zürich"), 6U);
  EXPECT_EQ(text_width("東京"), 4U);
  EXPECT_EQ(text_width("القاهرة"), 7U);
  EXPECT_EQ(text_width("한국 🙂"), 7U);
  EXPECT_EQ(text_width("e\xcc\x81"), 1U) << "a combining accent";
}

TEST(TextWidth, FittingBytesEndAtWholeCharacters) {
  EXPECT_EQ(fitting_bytes("Zürich", 2), 3U);
  EXPECT_EQ(fitting_bytes("Zürich", 9), 7U);
  EXPECT_EQ(fitting_bytes("東京", 3), 3U);
  EXPECT_EQ(fitting_bytes("東京", 1), 0U);
  EXPECT_EQ(fitting_bytes("e\xcc\x81!", 1), 3U);
}

}  // namespace
}  // namespace binet
