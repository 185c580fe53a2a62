#include "math/chi_squared.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace binet {
namespace {

TEST(ChiSquaredUpperTail, EqualsRsPchisq) {
  // pchisq(x, df, lower.tail = FALSE)
  EXPECT_NEAR(chi_squared_upper_tail(3.841458820694124, 1), 0.05, 1e-14);
  EXPECT_NEAR(chi_squared_upper_tail(0.001, 1) / 0.97477287936996038, 1, 1e-12);
  EXPECT_NEAR(chi_squared_upper_tail(25, 10) / 0.0053455054871340644, 1, 1e-12);
  EXPECT_NEAR(chi_squared_upper_tail(500, 3) / 4.7716720319127583e-108, 1, 1e-11);
  EXPECT_NEAR(chi_squared_upper_tail(90, 100) / 0.75319796559982977, 1, 1e-12);
}

TEST(ChiSquaredUpperTail, IsOneAtZeroAndKeepsNaN) {
  EXPECT_EQ(chi_squared_upper_tail(0, 4), 1);
  EXPECT_EQ(chi_squared_upper_tail(-1, 4), 1);
  EXPECT_TRUE(std::isnan(chi_squared_upper_tail(std::nan(""), 4)));
}

TEST(NormalQuantile, InvertsTheTail) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
  EXPECT_NEAR(normal_quantile(0.025), -1.959963984540054, 1e-14);
  EXPECT_NEAR(normal_quantile(1e-12), -7.034483825301131, 1e-12);
  EXPECT_NEAR(two_sided_normal_tail(normal_quantile(0.005)), 0.01, 1e-15);
}

}  // namespace
}  // namespace binet
