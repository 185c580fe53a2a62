#include "json/tensor_text.hpp"

#include "binet/base/error.hpp"
#include "math/random.hpp"

#include <gmock/gmock.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace binet {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string error_of(const std::string& text) {
  try {
    take_tensors(text, "m.json");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(TensorText, SeparatesRowsAndKeepsLineNumbers) {
  const SplitText split = take_tensors("{\"values\": [\n[1, 2],\n[3, 4]\n], \"name\": \"values\"}", "m.json");
  EXPECT_EQ(split.text, "{\"values\": 0\n\n\n, \"name\": \"values\"}");
  ASSERT_EQ(split.tensors.size(), 1u);
  EXPECT_THAT(split.tensors[0].numbers, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(split.tensors[0].row_ends, ElementsAre(2, 4));
}

TEST(TensorText, PutsBackEveryBit) {
  SplitText split;
  split.text = "{\n  \"values\": 0\n}";
  split.tensors = {{{Scalar(0.1), Scalar(-0.0), Scalar(1e-45), Scalar(3.4e38), Scalar(1) / 3, 7}, {3, 6}}};
  const std::string text = put_tensors(split);
  EXPECT_THAT(text, HasSubstr("[0.1, -0, "));
  const SplitText again = take_tensors(text, "m.json");
  EXPECT_EQ(again.tensors[0].numbers, split.tensors[0].numbers);
  EXPECT_EQ(again.tensors[0].row_ends, split.tensors[0].row_ends);
  EXPECT_TRUE(std::signbit(again.tensors[0].numbers[1]));
}

/// Digits of every length and power, near the middle of two floats too.
TEST(TensorText, ReadsTheNearestNumber) {
  Random random(1);
  std::string text = "{\"values\": [[0";
  std::vector<Scalar> expected = {0};
  for (int i = 0; i < 200'000; ++i) {
    const auto x = static_cast<float>(std::ldexp(random.uniform() - 0.5, static_cast<int>(random.below(160)) - 80));
    const double middle = (static_cast<double>(x) + static_cast<double>(std::nextafter(x, 1.0F))) / 2;
    char digits[64];
    if (i % 4 == 0) {
      std::snprintf(digits, sizeof digits, "%.*e", static_cast<int>(random.below(18)),
                    i % 8 == 0 ? middle : static_cast<double>(x));
    } else {
      *std::to_chars(digits, digits + sizeof digits - 1, i % 4 == 1 ? x : static_cast<float>(random.uniform())).ptr = 0;
    }
    text += std::string(i % 3 == 0 ? "," : ", ") + digits;
    Scalar nearest = 0;
    std::from_chars(digits, digits + std::strlen(digits), nearest);
    expected.push_back(nearest);
  }
  EXPECT_EQ(take_tensors(text + "]]}", "m.json").tensors.at(0).numbers, expected);
}

TEST(TensorText, ReportsTheFirstOfSeveralErrors) {
  std::string text = "{";
  for (int i = 0; i < 50; ++i) text += "\"values\": [[1, 2]],\n";
  EXPECT_THAT(error_of(text + "\"values\": [[1, \"x\"]],\n\"values\": [[y]]}"),
              HasSubstr("m.json:51: expected a number"));
}

TEST(TensorText, IgnoresTextsThatLookLikeTensors) {
  const std::string text = R"({"levels": ["values", "\"values\": [[x"], "other": 1})";
  EXPECT_EQ(take_tensors(text, "m.json").text, text);
}

TEST(TensorText, ErrorsNameTheLine) {
  EXPECT_EQ(error_of("{\"values\": [\n[1, nan]]}"), "m.json:2: expected a finite number, found \"nan\"");
  EXPECT_EQ(error_of("{\"values\": [\n[1,\n 1e999]]}"), "m.json:3: expected a finite number, found \"1e999\"");
  EXPECT_EQ(error_of("{\"values\": [[1, x]]}"), "m.json:1: expected a number, found \"x\"");
  EXPECT_THAT(error_of("{\"values\": [[1, 2"), HasSubstr("truncated"));
  EXPECT_THAT(error_of("{\"values\": 3}"), HasSubstr("expected \"[\""));
}

}  // namespace
}  // namespace binet
