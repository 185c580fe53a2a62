#include "nn/activation.hpp"

#include "binet/base/error.hpp"
#include "nn/activation_facts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace binet {
namespace {

constexpr bool kDouble = std::is_same_v<Scalar, double>;

/// By the definition, element by element.
double reference(std::string_view name, double x) {
  if (name == "identity") return x;
  if (name == "sigmoid") return 1 / (1 + std::exp(-x));
  if (name == "tanh") return std::tanh(x);
  if (name == "relu") return std::max(x, 0.0);
  if (name == "leaky_relu") return x > 0 ? x : 0.01 * x;
  if (name == "elu") return x > 0 ? x : std::expm1(x);
  if (name == "selu") return 1.05070098735548 * (x > 0 ? x : 1.673263242354377 * std::expm1(x));
  if (name == "gelu") return 0.5 * x * (1 + std::tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)));
  if (name == "silu") return x / (1 + std::exp(-x));
  if (name == "softplus") return std::log1p(std::exp(x));
  ADD_FAILURE() << "no reference for " << name;
  return 0;
}

/// More than one piece, and a tail.
std::vector<Scalar> inputs() {
  std::vector<Scalar> x;
  for (int i = 0; i < 601; ++i) x.push_back(Scalar(0.0267) * static_cast<Scalar>(i - 300) + Scalar(0.001));
  return x;
}

TEST(Activation, EqualsItsDefinition) {
  const std::vector<Scalar> x = inputs();
  std::vector<Scalar> y(x.size());
  for (const Activation& f : activations()) {
    f.forward(x, y);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double expected = reference(f.name, static_cast<double>(x[i]));
      ASSERT_NEAR(static_cast<double>(y[i]), expected, (kDouble ? 1e-13 : 1e-6) * (1 + std::abs(expected)))
          << f.name << "(" << x[i] << ")";
    }
  }
}

TEST(Activation, SlopeIsTheDerivative) {
  const std::vector<Scalar> x = inputs();
  std::vector<Scalar> y(x.size()), dx(x.size());
  const std::vector<Scalar> dy(x.size(), Scalar{2});
  for (const Activation& f : activations()) {
    f.forward(x, y);
    f.backward(f.backward_from_output ? std::vector<Scalar>(x.size()) : x, y, dy, dx);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double at = static_cast<double>(x[i]), step = 1e-5;
      const double expected = (reference(f.name, at + step) - reference(f.name, at - step)) / step;
      ASSERT_NEAR(static_cast<double>(dx[i]), expected, kDouble ? 1e-8 : 1e-5) << f.name << " at " << x[i];
    }
  }
}

/// The slope just below and just above x.
std::pair<double, double> slopes_beside(const Activation& f, double at) {
  const std::vector<Scalar> x{static_cast<Scalar>(at - 1e-5), static_cast<Scalar>(at + 1e-5)}, dy(2, Scalar{1});
  std::vector<Scalar> y(2), dx(2);
  f.forward(x, y);
  f.backward(x, y, dy, dx);
  return {static_cast<double>(dx[0]), static_cast<double>(dx[1])};
}

TEST(Activation, TheSlopeJumpsAtTheKinksOfItsRowAndNowhereElse) {
  for (const Activation& f : activations()) {
    for (int i = -300; i <= 300; ++i) {
      const double at = 0.01 * i;
      const auto [below, above] = slopes_beside(f, at);
      const bool kink = std::ranges::any_of(f.kinks, [at](double x) { return std::abs(x - at) < 1e-9; });
      EXPECT_EQ(std::abs(above - below) > 0.01, kink) << f.name << " at " << at;
    }
  }
}

TEST(Activation, TheRowsFunctionsInDoubleAreItsForwardAndBackward) {
  const std::vector<Scalar> x = inputs();
  std::vector<Scalar> y(x.size()), dx(x.size());
  const std::vector<Scalar> dy(x.size(), Scalar{1});
  for (const Activation& f : activations()) {
    f.forward(x, y);
    f.backward(x, y, dy, dx);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto at = static_cast<double>(x[i]);
      const double tolerance = kDouble ? 1e-13 : 2e-6;
      ASSERT_NEAR(f.value(at), static_cast<double>(y[i]), tolerance * (1 + std::abs(at))) << f.name << " at " << at;
      ASSERT_NEAR(f.slope(at), static_cast<double>(dx[i]), tolerance) << f.name << " at " << at;
      ASSERT_NEAR(f.naive(at), f.value(at), 1e-12 * (1 + std::abs(at))) << f.name << " at " << at;
    }
    for (const double far : {-1e300, -800.0, 800.0, 1e300}) {
      EXPECT_TRUE(std::isfinite(f.value(far)) && std::isfinite(f.slope(far))) << f.name << " at " << far;
    }
  }
}

TEST(Activation, TheRowNamesItsLargestSlope) {
  for (const Activation& f : activations()) {
    double largest = 0;
    for (int i = -40000; i <= 40000; ++i) largest = std::max(largest, std::abs(f.slope(0.001 * i)));
    EXPECT_NEAR(largest, f.largest_slope, 1e-5) << f.name;
  }
}

TEST(Activation, FactsFollowFromItsFunctions) {
  const ActivationFacts sigmoid = find_facts(activation("sigmoid")), tanh = find_facts(activation("tanh"));
  EXPECT_NEAR(sigmoid.mean_output, 0.5, 1e-12);
  EXPECT_FALSE(sigmoid.zero_centred());
  EXPECT_TRUE(tanh.zero_centred());
  EXPECT_NEAR(find_facts(activation("relu")).mean_output, 0.39894, 1e-4);
  EXPECT_TRUE(find_facts(activation("selu")).zero_centred()) << "that is what its constants are for";
  // σ(1 − σ) = 0.01 at ln of (1 ± √0.96)/2 over its complement.
  EXPECT_NEAR(sigmoid.saturated_above, std::log((1 + std::sqrt(0.96)) / (1 - std::sqrt(0.96))), 1e-6);
  EXPECT_NEAR(sigmoid.saturated_below, -sigmoid.saturated_above, 1e-6);
  EXPECT_EQ(find_facts(activation("relu")).saturated_below, 0);
  EXPECT_TRUE(std::isinf(find_facts(activation("relu")).saturated_above));
  EXPECT_EQ(sigmoid.lower_limit, 0);
  EXPECT_EQ(sigmoid.upper_limit, 1);
}

TEST(Activation, WorksInPlace) {
  for (const Activation& f : activations()) {
    std::vector<Scalar> x = inputs(), y(x.size()), dx(x.size());
    f.forward(x, y);
    f.backward(x, y, x, dx);
    std::vector<Scalar> slope = x;
    f.backward(x, y, slope, slope);
    EXPECT_EQ(slope, dx) << f.name;
    f.forward(x, x);
    EXPECT_EQ(x, y) << f.name;
  }
}

TEST(Activation, FarOutNothingOverflows) {
  const std::vector<Scalar> x{Scalar(-1e30), -200, 200, Scalar(1e10)}, dy(4, Scalar{1});
  std::vector<Scalar> y(4), dx(4);
  for (const Activation& f : activations()) {
    f.forward(x, y);
    f.backward(x, y, dy, dx);
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_TRUE(std::isfinite(y[i]) && std::isfinite(dx[i]))
          << f.name << "(" << x[i] << ") = " << y[i] << " " << dx[i];
    }
  }
}

TEST(Activation, AnUnknownNameListsTheKnownOnes) {
  EXPECT_EQ(activation("tanh").name, "tanh");
  try {
    activation("tahn");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("expected one of identity, sigmoid, tanh"), std::string::npos);
  }
}

}  // namespace
}  // namespace binet
