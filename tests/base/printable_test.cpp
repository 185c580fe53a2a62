#include "base/printable.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

TEST(Printable, LeavesTextOfAnyLanguageAsItIs) {
  for (const char* const text : {"", "plain", "Zürich 東京 🙂", "a\\nb", "«quoted»"}) EXPECT_EQ(printable(text), text);
}

TEST(Printable, SpellsOutWhatATerminalWouldObey) {
  EXPECT_EQ(printable("a\x1b]0;title\x07z"), "a\\x1B]0;title\\x07z");
  EXPECT_EQ(printable("two\nlines\r"), "two\\nlines\\x0D");
  EXPECT_EQ(printable("two\nlines\r", true), "two\nlines\\x0D");
  EXPECT_EQ(printable("\xc2\x9b" "31m"), "\\x9B31m");
  EXPECT_EQ(printable("a\xe2\x80\xae" "b"), "a\\u202Eb");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
}

TEST(Printable, UnicodeEscapesReadBackTheSame) {
  EXPECT_EQ(with_unicode_escapes("a\x1b\xc2\x9b\xe2\x80\xae\x7f z\xc3\xa9"), "a\\u001B\\u009B\\u202E\\u007F z\xc3\xa9");
}

TEST(Printable, SpellsOutBytesThatAreNotText) {
  EXPECT_EQ(printable("\xff"), "\\xFF");
  EXPECT_EQ(printable("\xc3"), "\\xC3");              // cut off
  EXPECT_EQ(printable("\xc0\xaf"), "\\xC0\\xAF");     // overlong
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xED\\xA0\\x80");  // a surrogate
}

}  // namespace
}  // namespace binet
