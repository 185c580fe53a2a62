#include "table/level_matcher.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {
namespace {

/// "level, how": what the text is taken for among the levels.
std::string match(const std::vector<std::string>& levels, std::string_view text) {
  const LevelMatcher::Found found = LevelMatcher(levels).find(text);
  constexpr const char* kHow[] = {"exact", "spelling", "letter case", "none"};
  const std::string how = kHow[static_cast<int>(found.match)];
  return found.level < 0 ? how : levels[static_cast<std::size_t>(found.level)] + ", " + how;
}

TEST(LevelMatcher, FindsLevelsThemselvesFirst) {
  EXPECT_EQ(match({"1", "1.0"}, "1.0"), "1.0, exact");
  EXPECT_EQ(match({"a", "A"}, "A"), "A, exact");
  EXPECT_EQ(match({"a "}, "a "), "a , exact");
  EXPECT_EQ(match({}, "a"), "none");
}

TEST(LevelMatcher, IgnoresBlanksAroundTexts) {
  EXPECT_EQ(match({"gold"}, "  gold\t"), "gold, spelling");
  EXPECT_EQ(match({"gold"}, "\xC2\xA0gold\xE2\x80\xAF"), "gold, spelling");
  EXPECT_EQ(match({" gold"}, "gold"), " gold, spelling");
  EXPECT_EQ(match({"new york"}, "newyork"), "none");
}

TEST(LevelMatcher, ComparesPlainNumbersByValue) {
  EXPECT_EQ(match({"1", "2"}, "1.0"), "1, spelling");
  EXPECT_EQ(match({"1.0", "2.0"}, "2"), "2.0, spelling");
  EXPECT_EQ(match({"-1"}, "-1.00"), "-1, spelling");
  EXPECT_EQ(match({"0"}, "-0.0"), "0, spelling");
  EXPECT_EQ(match({"0.5"}, ".50"), "0.5, spelling");
  EXPECT_EQ(match({"9007199254740993"}, "9007199254740993.0"), "9007199254740993, spelling");
  EXPECT_EQ(match({"9007199254740992"}, "9007199254740993"), "none");
}

TEST(LevelMatcher, LeavesCodesAlone) {
  EXPECT_EQ(match({"1234"}, "01234"), "none");
  EXPECT_EQ(match({"100000"}, "1E5"), "none");
  EXPECT_EQ(match({"1.1", "1.10"}, "1.100"), "none");  // either of two
  EXPECT_EQ(match({"1.2.0"}, "1.2"), "none");
  EXPECT_EQ(match({"."}, "-"), "none");
}

TEST(LevelMatcher, SpellingsOfATruthValueAreOneLevel) {
  EXPECT_EQ(match({"true", "false"}, "TRUE"), "true, spelling");
  EXPECT_EQ(match({"TRUE", "FALSE"}, "0"), "FALSE, spelling");
  EXPECT_EQ(match({"0", "1"}, "True"), "1, spelling");
  EXPECT_EQ(match({"0", "1"}, "no"), "0, spelling");
  EXPECT_EQ(match({"Yes", "No"}, "1.0"), "Yes, spelling");
  EXPECT_EQ(match({"y", "n"}, "t"), "y, spelling");
}

TEST(LevelMatcher, LevelsThatMayMeanMoreAreNoTruthValues) {
  EXPECT_EQ(match({"yes", "no", "maybe"}, "true"), "none");
  EXPECT_EQ(match({"0", "1", "2"}, "true"), "none");
  EXPECT_EQ(match({"t", "n"}, "true"), "none");
  EXPECT_EQ(match({"yes", "Yes"}, "true"), "none");
}

TEST(LevelMatcher, KnowsWhereOnlyLetterCaseDiffers) {
  EXPECT_EQ(match({"Berlin", "Rome"}, "BERLIN"), "Berlin, letter case");
  EXPECT_EQ(match({"Z\xC3\xBCrich"}, "Z\xC3\x9CRICH "), "Z\xC3\xBCrich, letter case");
  EXPECT_EQ(
      match({"\xD0\x9C\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB0"}, "\xD0\xBC\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB0"),
      "\xD0\x9C\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB0, letter case");
  EXPECT_EQ(match({"a", "A"}, "a "), "a, spelling");
  EXPECT_EQ(match({"ab", "AB"}, "Ab"), "none");
}

}  // namespace
}  // namespace binet::detail
