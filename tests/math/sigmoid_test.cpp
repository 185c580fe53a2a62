#include "math/sigmoid.hpp"

#include "math/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace binet {
namespace {

#ifdef __FMA__
constexpr double kLargestError = 2;
#else
constexpr double kLargestError = 3;  // every sum of products rounds twice
#endif

template <class T>
struct Function {
  std::string name;
  void (*evaluate)(std::span<const T>, std::span<T>);
  T (*evaluate_one)(T);  ///< null: array form only
  long double (*reference)(long double);
  double largest_error;  ///< in ulp
};

long double sigmoid_reference(long double x) {
  return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}
long double slope_reference(long double x) {
  const long double e = std::exp(-std::abs(x));
  return e / ((1 + e) * (1 + e));
}
long double softplus_reference(long double x) {
  return x < 0 ? std::log1p(std::exp(x)) : x + std::log1p(std::exp(-x));
}
long double log_sigmoid_reference(long double x) {
  return -softplus_reference(-x);
}
long double logit_reference(long double p) {
  if (p < 0.25L) return std::log(p) - std::log1p(-p);
  return p < 0.5L ? -std::log1p((1 - 2 * p) / p) : std::log1p((2 * p - 1) / (1 - p));
}

template <class T>
std::vector<Function<T>> functions() {
  return {{"sigmoid", sigmoid, sigmoid, sigmoid_reference, kLargestError},
          {"sigmoid_slope", sigmoid_slope, sigmoid_slope, slope_reference, kLargestError},
          {"softplus", softplus, softplus, softplus_reference, kLargestError},
          {"log_sigmoid", log_sigmoid, log_sigmoid, log_sigmoid_reference, kLargestError},
          {"logit", logit, logit, logit_reference, kLargestError},
          {"exp", exp, nullptr, [](long double x) { return std::exp(x); }, 1},
          {"expm1", expm1, nullptr, [](long double x) { return std::expm1(x); }, kLargestError},
          {"tanh", tanh, nullptr, [](long double x) { return std::tanh(x); }, kLargestError}};
}

/// |y − reference| in units of the last place of a T next to the reference; infinite if one is NaN and the other not.
template <class T>
double error_in_ulp(T y, long double reference) {
  const bool overflows = std::abs(reference) > static_cast<long double>(std::numeric_limits<T>::max());
  if (std::isnan(y) || std::isnan(reference) || overflows) {
    const bool same = std::isnan(y) == std::isnan(reference) && (std::isnan(y) || y == static_cast<T>(reference));
    return same ? 0 : std::numeric_limits<double>::infinity();
  }
  const int exponent = std::max(std::ilogb(reference), std::numeric_limits<T>::min_exponent - 1);
  const long double ulp = std::ldexp(1.0L, exponent - (std::numeric_limits<T>::digits - 1));
  return static_cast<double>(std::abs(static_cast<long double>(y) - reference) / ulp);
}

/// Every exponent and sign, with infinities, NaNs and subnormals among them.
std::vector<float> inputs(float) {
  std::vector<float> x;
  for (std::uint64_t bits = 0; bits < (std::uint64_t{1} << 32); bits += 32771) {
    x.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  }
  // Closely where roundings add up most: a plain e/(1 + e) is off by 2.4 ulp here, and passes a coarser sweep.
  for (auto bits = std::bit_cast<std::uint32_t>(0.25f); bits < std::bit_cast<std::uint32_t>(16.0f); bits += 257) {
    x.push_back(std::bit_cast<float>(bits));
    x.push_back(-std::bit_cast<float>(bits));
  }
  return x;
}

std::vector<double> inputs(double) {
  Random random(1);
  std::vector<double> x;
  for (int i = 0; i < 100000; ++i) {
    x.push_back(std::bit_cast<double>(random.next()));
    x.push_back(1500 * random.uniform() - 750);
    x.push_back(4 * random.uniform() - 2);
  }
  return x;
}

template <class T>
class Sigmoid : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Sigmoid, Types);

TYPED_TEST(Sigmoid, IsAccurateToTheStatedUlpEverywhere) {
  using T = TypeParam;
  std::vector<T> x = inputs(T{});
  for (const double v : {0.0, -0.0, 0.25, 0.5, 1.0, -1.0}) x.push_back(static_cast<T>(v));
  x.push_back(std::numeric_limits<T>::infinity());
  x.push_back(-std::numeric_limits<T>::infinity());
  x.push_back(std::numeric_limits<T>::quiet_NaN());
  std::vector<T> y(x.size());
  for (const Function<T>& f : functions<T>()) {
    f.evaluate(x, y);
    double worst = 0;
    std::size_t at = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double error = error_in_ulp(y[i], f.reference(static_cast<long double>(x[i])));
      if (error > worst) worst = error, at = i;
    }
    EXPECT_LE(worst, f.largest_error) << f.name << "(" << x[at] << ") = " << y[at];
    this->RecordProperty(f.name, std::to_string(worst));
  }
}

TYPED_TEST(Sigmoid, ScalarAndArrayAndEveryPositionGiveTheSameBits) {
  using T = TypeParam;
  const T x[] = {T(-100.5), T(-3.25), T(0.3), T(0.7), T(17), T(0.01)};
  for (const Function<T>& f : functions<T>()) {
    for (const T v : x) {
      const std::vector<T> repeated(37, v);
      std::vector<T> y(37);
      f.evaluate(repeated, y);
      const T expected = f.evaluate_one ? f.evaluate_one(v) : y[0];
      for (const T each : y) {
        EXPECT_TRUE(each == expected || (std::isnan(each) && std::isnan(expected))) << f.name << "(" << v << ")";
      }
    }
  }
}

TYPED_TEST(Sigmoid, WorksInPlaceAndTouchesNothingElse) {
  using T = TypeParam;
  for (const Function<T>& f : functions<T>()) {
    std::vector<T> x(21, T{0.5}), y(21);
    f.evaluate(x, y);
    f.evaluate(std::span(x).first(19), std::span(x).first(19));
    EXPECT_TRUE(std::equal(y.begin(), y.begin() + 19, x.begin())) << f.name;
    EXPECT_EQ(x[19], T{0.5}) << f.name;
  }
}

TYPED_TEST(Sigmoid, NeverLeavesTheUnitIntervalNorFalls) {
  using T = TypeParam;
  T before = 0;
  for (T x = -120; x < 120; x += T(0.013)) {
    const T y = sigmoid(x);
    EXPECT_TRUE(y >= before && y <= 1) << x;
    before = y;
  }
}

}  // namespace
}  // namespace binet
