#include "sgd/update_rule.hpp"

#include "binet/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace binet {
namespace {

// f(x) = ½ Σ c_i (x_i − 3)², c = 1 … 4: minimum at 3, slopes of different sizes.
void slope(const std::vector<Scalar>& x, std::vector<Scalar>& gradient) {
  for (std::size_t i = 0; i < x.size(); ++i) gradient[i] = static_cast<Scalar>(i % 4 + 1) * (x[i] - 3);
}

class EveryUpdateRule : public testing::TestWithParam<UpdateRuleType> {};

TEST_P(EveryUpdateRule, FindsAKnownMinimum) {
  const auto rule = GetParam().make(37, {.weight_decay = 0});
  std::vector<Scalar> x(37, 0), gradient(37);
  const bool shrinking = GetParam().name == "adagrad";  // its own rate falls as 1/√t
  for (int step = 0; step < 3000; ++step) {
    slope(x, gradient);
    rule->step(x, gradient, shrinking ? 1.0 : 0.02 * (1 - step / 3000.0), {});
  }
  for (const Scalar coordinate : x) EXPECT_NEAR(coordinate, 3, 2e-3);
}

TEST_P(EveryUpdateRule, RestoredStateContinuesWithTheSameBits) {
  const auto whole = GetParam().make(5, {}), second_half = GetParam().make(5, {});
  std::vector<Scalar> x(5, 1), gradient(5);
  for (int step = 0; step < 7; ++step) {
    slope(x, gradient);
    whole->step(x, gradient, 0.1, {});
  }
  std::vector<Scalar> y = x;
  second_half->restore(whole->state());
  for (int step = 0; step < 7; ++step) {
    slope(x, gradient);
    whole->step(x, gradient, 0.1, {});
    slope(y, gradient);
    second_half->step(y, gradient, 0.1, {});
  }
  EXPECT_EQ(x, y);
  EXPECT_THROW(second_half->restore(std::vector<double>(99)), Error);
}

TEST_P(EveryUpdateRule, RatesMultiplyTheLearningRate) {
  const auto rule = GetParam().make(2, {}), plain = GetParam().make(2, {});
  std::vector<Scalar> x = {1, 1}, y = {1, 1}, gradient = {2, 2}, rates = {0, 1};
  rule->step(x, gradient, 0.25, rates);
  plain->step(y, gradient, 0.25, {});
  EXPECT_EQ(x[0], 1);
  EXPECT_EQ(x[1], y[1]);
}

TEST_P(EveryUpdateRule, AStepInPartsIsTheStep) {
  const auto rule = GetParam().make(5, {}), parts = GetParam().make(5, {});
  std::vector<Scalar> x(5, 1), y(5, 1), gradient = {1, -2, 3, -4, 5};
  for (int step = 0; step < 3; ++step) {
    rule->step(x, gradient, 0.25, {});
    parts->begin_step(0.25);
    parts->step_range({3, 5}, y, gradient, {});
    parts->step_range({0, 2}, y, gradient, {});
  }
  EXPECT_EQ(y[2], 1);
  y[2] = x[2];
  EXPECT_EQ(x, y);
}

INSTANTIATE_TEST_SUITE_P(Table, EveryUpdateRule, testing::ValuesIn(update_rules().begin(), update_rules().end()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_P(EveryUpdateRule, ReadsTheSettingsThatItsRowNames) {
  const auto parameters_with = [](const UpdateRuleSettings& settings) {
    const auto rule = GetParam().make(5, settings);
    std::vector<Scalar> x(5, 1), gradient(5);
    for (int step = 0; step < 7; ++step) {
      slope(x, gradient);
      rule->step(x, gradient, 0.1, {});
    }
    return x;
  };
  const std::pair<const char*, UpdateRuleSettings> changed[] = {
      {"momentum", {.momentum = 0.5}}, {"decay", {.decay = 0.5}},    {"beta1", {.beta1 = 0.5}},
      {"beta2", {.beta2 = 0.5}},       {"epsilon", {.epsilon = 1}}, {"weight_decay", {.weight_decay = 0.5}},
  };
  const std::vector<Scalar> usual = parameters_with({});
  for (const auto& [name, settings] : changed) {
    EXPECT_EQ(parameters_with(settings) != usual, GetParam().reads(name)) << name;
  }
}

TEST(UpdateRule, AdamsFirstStepsByHand) {
  // g = 1, then g = −2, rate 0.1: step 1 is −0.1; step 2 has m = 0.09 − 0.2 = −0.11, m̂ = −0.11/0.19,
  // v = 0.000999 + 0.004 = 0.004999, v̂ = 0.004999/0.001999.
  const auto adam = make_update_rule("adam", 1, {});
  std::vector<Scalar> x = {1};
  adam->step(x, std::vector<Scalar>{1}, 0.1, {});
  EXPECT_NEAR(x[0], 0.9, 1e-6);
  adam->step(x, std::vector<Scalar>{-2}, 0.1, {});
  EXPECT_NEAR(x[0], 0.9 + 0.1 * (0.11 / 0.19) / std::sqrt(0.004999 / 0.001999), 1e-6);
}

TEST(UpdateRule, DecoupledDecayShrinksWithoutAGradient) {
  const auto adamw = make_update_rule("adamw", 1, {.weight_decay = 0.5});
  std::vector<Scalar> x = {8};
  adamw->step(x, std::vector<Scalar>{0}, 0.5, {});
  EXPECT_EQ(x[0], 6);
}

TEST(UpdateRule, UnknownNameListsTheKnown) {
  try {
    make_update_rule("adma", 1, {});
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("adma"), testing::HasSubstr("sgd, momentum")));
  }
}

}  // namespace
}  // namespace binet
