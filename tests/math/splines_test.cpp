#include "math/b_spline.hpp"
#include "math/restricted_spline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace binet {
namespace {


std::vector<double> values(const std::vector<PiecewisePolynomial>& basis, double x) {
  std::vector<double> found;
  for (const PiecewisePolynomial& column : basis) found.push_back(column(x));
  return found;
}

/// Within 1e-11 of the size of each number.
auto Near(const std::vector<double>& expected) {
  std::vector<testing::Matcher<double>> each;
  for (const double x : expected) each.push_back(testing::DoubleNear(x, 1e-11 * std::max(1.0, std::abs(x))));
  return testing::ElementsAreArray(each);
}

/// `count` numbers, number i from 1 given by `of`.
template <class Of>
std::vector<double> numbers(int count, Of of) {
  std::vector<double> x;
  for (int i = 1; i <= count; ++i) x.push_back(of(i));
  return x;
}

TEST(BSpline, BasisIsThatOfR) {  // splines::bs(x, knots = c(2, 5), Boundary.knots = c(0, 10))
  const auto basis = b_spline_basis({2, 5}, 0, 10);
  EXPECT_THAT(values(basis, -1.5), Near({-5.270625, 0.945, -0.03375, 0, 0}));
  EXPECT_THAT(values(basis, 0), Near({0, 0, 0, 0, 0}));
  EXPECT_THAT(values(basis, 1), Near({0.645, 0.22, 0.01, 0, 0}));
  EXPECT_THAT(values(basis, 2), Near({0.36, 0.56, 0.08, 0, 0}));
  EXPECT_THAT(values(basis, 4.5),
              Near({0.00166666666666667, 0.412604166666667, 0.504348958333333, 0.0813802083333333, 0}));
  EXPECT_THAT(values(basis, 10), Near({0, 0, 0, 0, 1}));
  EXPECT_THAT(values(basis, 12), Near({0, -0.02, 0.385, -2.109, 2.744}));
}

TEST(RestrictedSpline, BasisIsThatOfHmisc) {  // rcspline.eval(x, knots = c(1, 2, 4, 8), inclx = TRUE)
  const auto basis = restricted_spline_basis({1, 2, 4, 8});
  EXPECT_THAT(values(basis, 0), Near({0, 0, 0}));
  EXPECT_THAT(values(basis, 1.5), Near({1.5, 0.00255102040816327, 0}));
  EXPECT_THAT(values(basis, 3), Near({3, 0.163265306122449, 0.0204081632653061}));
  EXPECT_THAT(values(basis, 5), Near({5, 1.27040816326531, 0.520408163265306}));
  EXPECT_THAT(values(basis, 8), Near({8, 4.71428571428571, 2.44897959183673}));
  EXPECT_THAT(values(basis, 20), Near({20, 20.1428571428571, 11.265306122449}));
}

TEST(RestrictedSpline, KnotsAreThoseOfHmisc) {  // rcspline.eval(x, nk, knots.only = TRUE)
  const auto powers = numbers(40, [](int i) { return std::round(std::pow(i, 1.5) * 10) / 10; });
  std::vector<double> zeros(10, 0.0), both(10, 0.0);
  for (const double x : numbers(50, [](int i) { return i * i; })) zeros.push_back(x);
  for (const double x : numbers(50, [](int i) { return i; })) both.push_back(x);
  both.insert(both.end(), 9, 60.0);
  const auto squares = numbers(150, [](int i) { return i * i; });
  EXPECT_THAT(restricted_spline_knots(powers, 3), Near({11.2, 92.8, 216}));
  EXPECT_THAT(restricted_spline_knots(powers, 5), Near({11.2, 40.1975, 92.8, 158.4275, 216}));
  EXPECT_THAT(restricted_spline_knots(zeros, 4), Near({1, 19.6, 676, 2116}));
  EXPECT_THAT(restricted_spline_knots(zeros, 3), Near({1, 676, 2116}));
  EXPECT_THAT(restricted_spline_knots(both, 3), Near({1, 25.5, 50}));
  EXPECT_THAT(restricted_spline_knots(both, 4), Near({1, 25.5, 46.65, 50}));
  EXPECT_THAT(restricted_spline_knots(squares, 7),
              Near({22.525, 802.05, 2694.55833333333, 5700.5, 9819.24166666667, 15051.4166666667, 21396.575}));
}

}  // namespace
}  // namespace binet
