#include "math/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace binet {
namespace {

TEST(Random, SameSeedSameStream) {
  Random a(1), b(1), c(2);
  const std::uint64_t first = a.next();
  EXPECT_EQ(first, b.next());
  EXPECT_NE(first, c.next());
}

// Reference values of xoshiro256++ seeded by splitmix64 from 0: a change here changes every saved model.
TEST(Random, KeepsItsStreamForEver) {
  std::uint64_t seed = 0;
  Random random(seed);
  const std::uint64_t drawn[] = {random.next(), random.next(), random.next()};
  const std::uint64_t expected[] = {0x53175d61490b23df, 0x61da6f3dc380d507, 0x5c0fdf91ec9a7bfc};
  EXPECT_TRUE(std::equal(drawn, drawn + 3, expected));
}

TEST(Random, FillsAnyLengthWithTheSameUniformBits) {
  std::vector<std::uint16_t> many(10007), few(45);
  Random(5).fill(many);
  Random(5).fill(few);
  EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin()));
  double sum = 0, products = 0;
  for (std::size_t i = 0; i < many.size(); ++i) {
    sum += many[i] - 32767.5;
    products += (many[i] - 32767.5) * (many[(i + 32) % many.size()] - 32767.5);  // of one lane
  }
  const double variance = 65536.0 * 65536.0 / 12, n = static_cast<double>(many.size());
  EXPECT_LT(std::abs(sum), 4 * std::sqrt(variance * n));
  EXPECT_LT(std::abs(products), 4 * variance * std::sqrt(n));
}

TEST(Random, SplitStreamsDependOnTheirNameAlone) {
  Random random(7);
  const std::uint64_t before = random.split(3).next();
  random.next();
  EXPECT_EQ(random.split(3).next(), before);
  EXPECT_NE(random.split(4).next(), before);
  EXPECT_NE(Random(8).split(3).next(), before);
}

TEST(Random, UniformAndNormalHaveTheirMoments) {
  Random random(3);
  const int n = 100000;
  double uniform_sum = 0, normal_sum = 0, normal_squares = 0, normal_fourths = 0;
  for (int i = 0; i < n; ++i) {
    const double u = random.uniform(), z = random.normal();
    ASSERT_TRUE(u >= 0 && u < 1);
    uniform_sum += u;
    normal_sum += z;
    normal_squares += z * z;
    normal_fourths += z * z * z * z;
  }
  EXPECT_NEAR(uniform_sum / n, 0.5, 0.005);
  EXPECT_NEAR(normal_sum / n, 0, 0.015);
  EXPECT_NEAR(normal_squares / n, 1, 0.03);
  EXPECT_NEAR(normal_fourths / n, 3, 0.2);
}

TEST(Random, BelowIsUniform) {
  Random random(4);
  std::vector<int> counts(6);
  for (int i = 0; i < 60000; ++i) ++counts[static_cast<std::size_t>(random.below(6))];
  for (const int count : counts) EXPECT_NEAR(count, 10000, 400);
  EXPECT_EQ(random.below(1), 0);
}

TEST(Random, ShuffleIsAUniformPermutation) {
  Random random(5);
  std::vector<int> first_place(4);
  for (int i = 0; i < 40000; ++i) {
    std::vector<int> items{0, 1, 2, 3};
    random.shuffle(std::span(items));
    ++first_place[static_cast<std::size_t>(items[0])];
    std::sort(items.begin(), items.end());
    ASSERT_EQ(items, (std::vector<int>{0, 1, 2, 3}));
  }
  for (const int count : first_place) EXPECT_NEAR(count, 10000, 400);
}

}  // namespace
}  // namespace binet
