#include "csv/long_number.hpp"

#include "math/random.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace binet {
namespace {

/// What comes before the text must not matter.
bool parse(std::string_view text, double& value, char before = '7') {
  const std::string bytes = std::string(detail::kLongNumberReach, before) + std::string(text);
  return detail::parse_long_number(bytes.data() + detail::kLongNumberReach, bytes.data() + bytes.size(), value);
}

void expect_nearest(const std::string& text, std::size_t& read) {
  double found = 0;
  if (!parse(text, found)) return;
  ++read;
  char* end = nullptr;
  const double expected = std::strtod(text.c_str(), &end);
  ASSERT_EQ(end, text.c_str() + text.size()) << text;
  ASSERT_EQ(std::bit_cast<std::uint64_t>(found), std::bit_cast<std::uint64_t>(expected)) << text;
}

#if defined(__AVX2__)
constexpr double kMostOfThem = 0.9;
#else
constexpr double kMostOfThem = -1;  // none is read this way
#endif

TEST(LongNumber, ReadsWhatProgramsWriteToTheLastBit) {
  Random random(1);
  char text[64];
  for (const char* format : {"%.17g", "%.16f", "%.18e", "%.16e", "%.17f", "%+.15f", "%.19g", "%.0f"}) {
    std::size_t read = 0, all = 0;
    for (int i = 0; i < 100000; ++i, ++all) {
      const double x = random.normal() * std::pow(10.0, random.uniform() * 6 - 3);
      std::snprintf(text, sizeof text, format, x);
      expect_nearest(text, read);
    }
    if (std::string_view(format) == "%.17g") {
      EXPECT_GT(static_cast<double>(read), kMostOfThem * static_cast<double>(all)) << format;
    }
  }
}

TEST(LongNumber, AcceptsNothingButNumbers) {
  constexpr std::string_view kAlphabet = "01234567890123456789.-+eE ,";
  Random random(2);
  std::size_t read = 0;
  for (int i = 0; i < 500000; ++i) {
    std::string text(static_cast<std::size_t>(1 + random.below(36)), ' ');
    const Index letters = random.below(2) ? std::ssize(kAlphabet) : 21;
    for (char& c : text) c = kAlphabet[static_cast<std::size_t>(random.below(letters))];
    if (random.below(2)) text += std::string("e") + (random.below(2) ? "-" : "+") + std::to_string(random.below(120));
    expect_nearest(text, read);
  }
  EXPECT_GT(static_cast<double>(read), kMostOfThem * 10000);
}

TEST(LongNumber, KnowsItsEdges) {
  double x = 1;
  for (const char* text :
       {"", "-", ".", "....................", "-.e-01", "1..2345678901234567", "12345678901234567e-1",
        "0x1234567890123456p5", "18440000000000000000", "123456789012345678901234567890123", "1.234567890123456e--1",
        "1,234567890123456789", "nan", "infinity", "0.1000000000000000055511151231257"}) {
    EXPECT_FALSE(parse(text, x)) << text;
  }
#if defined(__AVX2__)
  EXPECT_TRUE(parse("-0.00000000000000000", x) && x == 0 && std::signbit(x));
  EXPECT_TRUE(parse("18439999999999999999", x) && x == 18439999999999999999.0);
  EXPECT_FALSE(parse("00000000000000000000000000000001", x)) << "a code perhaps";
  EXPECT_TRUE(parse("9007199254740993.0", x) && x == 9007199254740992.0);
  EXPECT_TRUE(parse("9007199254740993.1", x) && x == 9007199254740994.0);
  EXPECT_TRUE(parse("1.797693134862315708e+99", x) && x == 1.797693134862315708e+99);
#endif
}

}  // namespace
}  // namespace binet
