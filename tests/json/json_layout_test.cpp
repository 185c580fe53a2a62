#include "json/json_layout.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <limits>

namespace binet {
namespace {

TEST(JsonLayout, KeepsShortValuesOnOneLine) {
  EXPECT_EQ(print_json({{"a", 1}, {"b", {1, 2}}}), R"({"a": 1, "b": [1, 2]})");
}

TEST(JsonLayout, BreaksLongObjectsAndFillsLinesOfPlainValues) {
  Json numbers = Json::array();
  for (int i = 0; i < 100; ++i) numbers.push_back(i);
  const std::string text = print_json({{"numbers", numbers}, {"end", true}});
  EXPECT_EQ(Json::parse(text)["numbers"], numbers);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 8);
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    EXPECT_LE(end - start, 120u);
    start = end + 1;
  }
}

TEST(JsonLayout, NumbersReadBackTheSame) {
  for (const double x : {0.1, 1e300, 5e-324, -0.0, 123456789.123, 1.0}) {
    const double back = Json::parse(print_json(x)).get<double>();
    EXPECT_EQ(std::memcmp(&x, &back, sizeof x), 0) << x;
  }
  EXPECT_EQ(print_json(std::numeric_limits<double>::quiet_NaN()), "null");
}

}  // namespace
}  // namespace binet
