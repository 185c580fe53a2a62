#include "csv/fixed_point.hpp"

#include "math/random.hpp"

#include <fast_float/fast_float.h>
#include <gtest/gtest.h>

#include <bit>
#include <cstdio>
#include <string>
#include <vector>

namespace binet {
namespace {

/// The field in memory where 16 bytes before its end can be read; what comes before it must not matter.
bool parse(const std::string& field, double& value) {
  const std::string text = "7.7.77-5,12.34,8" + field;
  return detail::parse_fixed_point(text.data() + text.size() - field.size(), text.data() + text.size(), value);
}

bool reference(std::string field, double& value) {
  if (!field.empty() && field[0] == '+') field.erase(0, 1);
  const auto result = fast_float::from_chars(field.data(), field.data() + field.size(), value);
  return result.ec == std::errc() && result.ptr == field.data() + field.size();
}

TEST(FixedPoint, HasTheBitsOfTheReferenceParserOnRandomNumbers) {
  Random random(1);
  char field[64];
  for (int i = 0; i < 500000; ++i) {
    const double spread = std::pow(10.0, random.uniform() * 12 - 6);
    const int size =
        std::snprintf(field, sizeof field, "%.*f", static_cast<int>(random.below(12)), random.normal() * spread);
    const std::string text(field, static_cast<std::size_t>(size));
    double expected = 0, found = 0;
    ASSERT_TRUE(reference(text, expected));
    if (!parse(text, found)) {
      ASSERT_GT(text.size(), 15u) << text;
      continue;
    }
    ASSERT_EQ(std::bit_cast<std::uint64_t>(found), std::bit_cast<std::uint64_t>(expected)) << text;
  }
}

TEST(FixedPoint, AcceptsNothingButNumbers) {
  constexpr std::string_view kAlphabet = "0123456789.-+e ,/:";
  Random random(2);
  int numbers = 0;
  for (int i = 0; i < 500000; ++i) {
    std::string text(static_cast<std::size_t>(1 + random.below(18)), ' ');
    const Index letters = random.below(2) ? 18 : 11;
    for (char& c : text) c = kAlphabet[static_cast<std::size_t>(random.below(letters))];
    double expected = 0, found = 0;
    if (!parse(text, found)) continue;
    ++numbers;
    ASSERT_TRUE(reference(text, expected)) << text;
    ASSERT_EQ(std::bit_cast<std::uint64_t>(found), std::bit_cast<std::uint64_t>(expected)) << text;
  }
  EXPECT_GT(numbers, 50000);
}

TEST(FixedPoint, ReadsEightFieldsAsItReadsEachOfThem) {
  constexpr std::string_view kAlphabet = "0123456789.-+e ";
  Random random(3);
  char number[64];
  std::string text(20, '7');
  std::vector<std::uint32_t> ends = {static_cast<std::uint32_t>(text.size())};
  for (int i = 0; i < 20000; ++i) {
    text += ',';
    if (random.below(4) == 0) {
      const Index letters = random.below(2) ? 15 : 11;
      for (Index size = random.below(22); size > 0; --size) {
        text += kAlphabet[static_cast<std::size_t>(random.below(letters))];
      }
    } else {
      text.append(number, static_cast<std::size_t>(
                              std::snprintf(number, sizeof number, "%.*f", static_cast<int>(random.below(12)),
                                            random.normal() * std::pow(10.0, random.uniform() * 8 - 4))));
    }
    ends.push_back(static_cast<std::uint32_t>(text.size()));
  }
  text.append(70000, '1');
  ends.push_back(static_cast<std::uint32_t>(text.size()));  // so long that its length is no 16-bit number
  for (const std::size_t stride : {1u, 2u, 5u}) {
    std::size_t read = 0, all = 0;
    for (std::size_t first = 0; first + 7 * stride + 1 < ends.size(); ++first) {
      double values[detail::kFieldBatch] = {};
      const detail::NumberBatch found =
          detail::parse_eight_fixed_points(text.data(), ends.data() + first, stride, values);
      for (std::size_t i = 0; i < detail::kFieldBatch; ++i, ++all) {
        const char* const begin = text.data() + ends[first + i * stride] + 1;
        const char* const end = text.data() + ends[first + i * stride + 1];
        ASSERT_EQ((found.empty >> i & 1) != 0, begin == end);
        ASSERT_EQ(begin == end, std::isnan(values[i]));
        if ((found.read >> i & 1) == 0) continue;
        ++read;
        double expected = 0;
        ASSERT_TRUE(begin != end && detail::parse_fixed_point(begin, end, expected)) << std::string(begin, end);
        ASSERT_EQ(std::bit_cast<std::uint64_t>(values[i]), std::bit_cast<std::uint64_t>(expected))
            << std::string(begin, end);
      }
    }
    EXPECT_GT(read, 0.7 * static_cast<double>(all));
  }
}

TEST(FixedPoint, KnowsItsEdges) {
  double x = 1;
  EXPECT_TRUE(parse("-0", x) && std::signbit(x) && x == 0);
  EXPECT_TRUE(parse("5.", x) && x == 5);
  EXPECT_TRUE(parse(".5", x) && x == 0.5);
  EXPECT_TRUE(parse("+.25", x) && x == 0.25);
  EXPECT_TRUE(parse("9007199254740992", x) && x == 9007199254740992.0);
  EXPECT_TRUE(parse("-0.12345678901234", x) && x == -0.12345678901234);
  for (const char* text : {"", ".", "-", "+", "-.", "+-1", "9007199254740993", "12345678901234567", "1..2", "1e5"}) {
    EXPECT_FALSE(parse(text, x)) << text;
  }
}

}  // namespace
}  // namespace binet
