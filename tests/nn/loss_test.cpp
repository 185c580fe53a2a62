#include "nn/loss.hpp"

#include "binet/base/error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <type_traits>
#include <vector>

namespace binet {
namespace {

constexpr bool kDouble = std::is_same_v<Scalar, double>;

long double reference(std::string_view name, long double z, long double y) {
  const long double p = 1 / (1 + std::exp(-z)), q = 1 / (1 + std::exp(z)), gamma = 1.5L;
  if (name == "log_loss") return -y * std::log(p) - (1 - y) * std::log(q);
  if (name == "squared_error") return (p - y) * (p - y) / 2;
  if (name == "focal") return -y * std::pow(q, gamma) * std::log(p) - (1 - y) * std::pow(p, gamma) * std::log(q);
  ADD_FAILURE() << "no reference for " << name;
  return 0;
}

TEST(Loss, ValueAndSlopeEqualTheDefinition) {
  std::vector<Scalar> z, y;
  for (const double target : {0.0, 1.0, 0.05, 0.7}) {
    for (double logit = -9; logit < 9; logit += 0.0731) {
      z.push_back(static_cast<Scalar>(logit));
      y.push_back(static_cast<Scalar>(target));
    }
  }
  std::vector<Scalar> value(z.size()), slope(z.size());
  for (const Loss& loss : losses()) {
    loss.evaluate(z, y, {.gamma = 1.5}, value, slope);
    for (std::size_t i = 0; i < z.size(); ++i) {
      const long double at = z[i], target = y[i], step = 1e-6L;
      const long double expected = reference(loss.name, at, target);
      const long double derivative =
          (reference(loss.name, at + step, target) - reference(loss.name, at - step, target)) / (2 * step);
      const double tolerance = kDouble ? 1e-12 : 2e-6;
      ASSERT_NEAR(static_cast<double>(value[i]), static_cast<double>(expected), tolerance * (1 + std::abs(z[i])))
          << loss.name << " " << z[i] << " " << y[i];
      ASSERT_NEAR(static_cast<double>(slope[i]), static_cast<double>(derivative), kDouble ? 1e-9 : 4e-6)
          << loss.name << " " << z[i] << " " << y[i];
    }
  }
}

TEST(Loss, TheRowsFunctionsInDoubleAreItsEvaluate) {
  for (const Loss& loss : losses()) {
    for (const double target : {0.0, 1.0, 0.3}) {
      for (double logit = -9; logit < 9; logit += 0.37) {
        const std::vector<Scalar> z{static_cast<Scalar>(logit)}, y{static_cast<Scalar>(target)};
        std::vector<Scalar> value(1), slope(1);
        loss.evaluate(z, y, {.gamma = 1.5}, value, slope);
        const double at = z[0], of = y[0], tolerance = kDouble ? 1e-12 : 4e-6;
        EXPECT_NEAR(loss.value(at, of, {.gamma = 1.5}), value[0], tolerance * (1 + std::abs(at))) << loss.name << at;
        EXPECT_NEAR(loss.slope(at, of, {.gamma = 1.5}), slope[0], tolerance) << loss.name << at;
      }
    }
  }
}

TEST(Loss, ReadsTheParametersThatItsRowNames) {
  const std::vector<Scalar> z{Scalar(-0.7), Scalar(0.4), Scalar(2)}, y{0, 1, 0};
  std::vector<Scalar> value(3), other(3), slope(3);
  for (const Loss& loss : losses()) {
    loss.evaluate(z, y, {.gamma = 1}, value, slope);
    loss.evaluate(z, y, {.gamma = 3}, other, slope);
    EXPECT_EQ(value != other, loss.reads("gamma")) << loss.name;
  }
}

// The reason losses take logits: on probabilities the value would be log 0, the slope 1 − 1.
TEST(Loss, KeepsItsTailsForConfidentPredictions) {
  const std::vector<Scalar> z{60, -60, 60, -60, 1000}, y{1, 0, 0, 1, 0};
  std::vector<Scalar> value(5), slope(5);
  loss("log_loss").evaluate(z, y, {}, value, slope);
  const auto tail = static_cast<Scalar>(std::exp(-60.0));
  const Scalar relative = kDouble ? Scalar(1e-14) : Scalar(1e-6);
  EXPECT_NEAR(value[0], tail, tail * relative);
  EXPECT_NEAR(value[1], tail, tail * relative);
  EXPECT_NEAR(slope[0], -tail, tail * relative);
  EXPECT_NEAR(slope[1], tail, tail * relative);
  EXPECT_EQ(value[2], 60);
  EXPECT_EQ(slope[3], -1);
  EXPECT_EQ(value[4], 1000);
}

TEST(Loss, FocalWithoutFocusIsLogLoss) {
  const std::vector<Scalar> z{-3, -1, 0, 2, 5}, y{1, 0, 1, 0, 1};
  std::vector<Scalar> value(5), slope(5), expected_value(5), expected_slope(5);
  loss("focal").evaluate(z, y, {.gamma = 0}, value, slope);
  loss("log_loss").evaluate(z, y, {}, expected_value, expected_slope);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(value[i], expected_value[i], 1e-6);
    EXPECT_NEAR(slope[i], expected_slope[i], 1e-6);
  }
}

TEST(Loss, AnUnknownNameIsAUsageError) {
  EXPECT_THROW(loss("hinge"), UsageError);
}

}  // namespace
}  // namespace binet
