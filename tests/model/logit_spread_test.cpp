#include "model/logit_spread.hpp"

#include "math/random.hpp"
#include "math/sigmoid.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

constexpr double kResponse = 0.03;

/// 1/√(p(1 − p)) up to ±3, then its tangent.
double growth(double logit) {
  const double beyond = std::max(0.0, std::abs(logit) - 3), z = std::min(std::abs(logit), 3.0);
  return 1 / std::sqrt(sigmoid(z) * sigmoid(-z)) + std::sinh(1.5) * beyond;
}

/// Rows whose own label moves their logit as the spread says, with noise of this standard deviation.
RowsLeftOut moved_rows(Index count, double noise, const VectorD& weight = {}) {
  Random random(5);
  RowsLeftOut rows{VectorD(count), VectorD(count), VectorD(count), weight.size() > 0 ? weight : VectorD::Ones(count)};
  for (Index i = 0; i < count; ++i) {
    const double z = rows.left_out[i] = 1.5 * random.normal();
    rows.target[i] = random.uniform() < sigmoid(z) ? 1 : 0;
    const double response = kResponse * rows.weight[i] * (rows.target[i] - sigmoid(z)) * growth(z);
    rows.fitted[i] = z + response + noise * random.normal();
  }
  return rows;
}

TEST(LogitSpread, FindsHowLabelsMoveLogits) {
  const auto found = fit_logit_spread(moved_rows(200, 0));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->response, kResponse, 1e-12);
  EXPECT_NEAR(found->remainder, 0, 1e-12);
  EXPECT_NEAR(variance_at(*found, 0), 2 * kResponse, 1e-12);
  EXPECT_NEAR(variance_at(*found, -13), (2 * std::cosh(1.5) + 10 * std::sinh(1.5)) * kResponse, 1e-12);
}

TEST(LogitSpread, RowOfWeightTwoIsTwoRows) {
  VectorD weight = VectorD::Ones(200);
  weight.head(80).setConstant(2);
  const auto found = fit_logit_spread(moved_rows(200, 0, weight));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->response, kResponse, 1e-12);
}

TEST(LogitSpread, RemainderIsTheVarianceBetweenFits) {
  const auto found = fit_logit_spread(moved_rows(20'000, 0.2));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->response, kResponse, 0.01);
  EXPECT_NEAR(found->remainder, 0.04, 0.002);
}

TEST(LogitSpread, LargerForModelsThatSawPartOfTheRows) {
  const RowsLeftOut rows = moved_rows(200, 0);
  ASSERT_TRUE(fit_logit_spread(rows, 0.75));
  EXPECT_NEAR(fit_logit_spread(rows, 0.75)->response, kResponse / 0.75, 1e-12);
  EXPECT_FALSE(fit_logit_spread(rows, 0.4));
}

TEST(LogitSpread, UnknownWhereTheModelDidNotSeeTheRows) {
  RowsLeftOut rows = moved_rows(200, 0);
  rows.fitted = rows.left_out;
  EXPECT_FALSE(fit_logit_spread(rows));
  EXPECT_FALSE(fit_logit_spread(moved_rows(9, 0)));
  RowsLeftOut broken = moved_rows(200, 0);
  broken.fitted[3] = std::nan("");
  EXPECT_FALSE(fit_logit_spread(broken));
}

TEST(LogitSpread, IsNeverNegative) {
  RowsLeftOut rows = moved_rows(200, 0);
  rows.fitted = 2 * rows.left_out - rows.fitted;
  const auto found = fit_logit_spread(rows);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->response, 0);
  EXPECT_GT(found->remainder, 0);
}

}  // namespace
}  // namespace binet
