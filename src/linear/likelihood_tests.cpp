#include "linear/likelihood_tests.hpp"

#include "math/chi_squared.hpp"
#include "math/decompositions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace binet {
namespace {

ChiSquaredTest test_of(double statistic, Index degrees) {
  return {statistic, chi_squared_upper_tail(statistic, static_cast<double>(degrees)), degrees};
}

std::vector<Index> others(Index size, const std::vector<Index>& columns) {
  std::vector<Index> rest;
  for (Index j = 0; j < size; ++j) {
    if (std::ranges::find(columns, j) == columns.end()) rest.push_back(j);
  }
  return rest;
}

/// log |R[some, some]|.
double log_determinant(const Eigen::MatrixXd& correlation, const std::vector<Index>& some) {
  const Eigen::MatrixXd part = correlation(some, some);
  return 2 * Cholesky(part).diagonal().array().log().sum();
}

/// A number to 44 binary digits: probabilities that are equal but for rounding become equal.
double rounded(double p) {
  constexpr int kDigits = 44;
  int exponent = 0;
  const double mantissa = std::frexp(p, &exponent);
  return std::ldexp(std::round(std::ldexp(mantissa, kDigits)), exponent - kDigits);
}

/// R's quantile of type 7.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - std::floor(place)) * (sorted[above] - sorted[below]);
}

}  // namespace

ChiSquaredTest likelihood_ratio_test(const Design& design, const DesignFit& fit, const std::vector<Index>& columns) {
  const std::vector<Index> kept = others(design.size(), columns);
  const Eigen::MatrixXd x = design.x(Eigen::all, kept);
  const DesignFit without =
      maximise_likelihood(x, design.target, design.weight, design.offset_or_zero(), fit.coefficients(kept));
  return test_of(std::max(0.0, without.deviance - fit.deviance), std::ssize(columns));
}

ChiSquaredTest wald_test(const VectorD& coefficients, const Eigen::MatrixXd& covariance,
                         const std::vector<Index>& columns) {
  const VectorD some = coefficients(columns);
  const Eigen::MatrixXd part = covariance(columns, columns);
  return test_of(some.dot(solve_by_pivoting(part, some)), std::ssize(columns));
}

ChiSquaredTest aliased_likelihood_ratio_test(const Design& all, const DesignFit& fit,
                                             const std::vector<Index>& columns) {
  const Design rest = all.select(others(all.size(), columns));
  const std::vector<Index> kept = independent_columns(rest.x, rest.weight);
  const Index degrees = fit.coefficients.size() - std::ssize(kept);
  if (degrees == 0) return test_of(0, 0);
  return test_of(std::max(0.0, maximise_likelihood(rest.select(kept)).deviance - fit.deviance), degrees);
}

ChiSquaredTest aliased_wald_test(const Design& all, const std::vector<Index>& kept, const VectorD& coefficients,
                                 const Eigen::MatrixXd& covariance, const std::vector<Index>& columns) {
  std::vector<Index> order = others(all.size(), columns);
  const Index rest = std::ssize(order);
  order.insert(order.end(), columns.begin(), columns.end());
  const Eigen::MatrixXd x = all.x(Eigen::all, order);
  const std::vector<Index> chosen = independent_columns(x, all.weight);
  std::vector<Index> tested;
  for (Index a = 0; a < std::ssize(chosen); ++a) {
    if (chosen[static_cast<std::size_t>(a)] >= rest) tested.push_back(a);
  }
  if (tested.empty()) return test_of(0, 0);
  const Eigen::MatrixXd basis = x(Eigen::all, chosen);
  Eigen::MatrixXd transform(basis.cols(), std::ssize(kept));
  for (Index a = 0; a < transform.cols(); ++a) {
    transform.col(a) = least_squares(basis, VectorD(all.x.col(kept[static_cast<std::size_t>(a)])));
  }
  return wald_test(transform * coefficients, transform * covariance * transform.transpose(), tested);
}

double variance_inflation(const Eigen::MatrixXd& covariance, const std::vector<Index>& columns, bool intercept) {
  const VectorD inverse = covariance.diagonal().cwiseSqrt().cwiseInverse();
  const Eigen::MatrixXd correlation = inverse.asDiagonal() * covariance * inverse.asDiagonal();
  std::vector<Index> without = columns;
  if (intercept) without.push_back(0);
  const std::vector<Index> rest = others(covariance.rows(), without);
  if (rest.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::vector<Index> all = columns;
  all.insert(all.end(), rest.begin(), rest.end());
  return std::exp(log_determinant(correlation, columns) + log_determinant(correlation, rest) -
                  log_determinant(correlation, all));
}

ChiSquaredTest hosmer_lemeshow(const VectorD& probability, const VectorD& target, int groups) {
  std::vector<double> sorted;
  for (const double p : probability) sorted.push_back(rounded(p));
  std::ranges::sort(sorted);
  std::vector<double> ends;  // of the groups: (ends[g−1], ends[g]]
  for (int g = 1; g <= groups; ++g) ends.push_back(quantile(sorted, static_cast<double>(g) / groups));
  std::vector<double> breaks{quantile(sorted, 0)};
  for (const double end : ends) {
    if (end > breaks.back()) breaks.push_back(end);
  }
  const auto count = static_cast<Index>(breaks.size()) - 1;
  VectorD rows = VectorD::Zero(count), observed = rows, expected = rows;
  for (Index i = 0; i < probability.size(); ++i) {
    const auto end = std::lower_bound(breaks.begin() + 1, breaks.end(), rounded(probability[i]));
    const Index group = std::min<Index>(end - breaks.begin() - 1, count - 1);
    rows[group] += 1;
    observed[group] += target[i];
    expected[group] += probability[i];
  }
  const Index filled = (rows.array() > 0).count();
  if (filled < 3) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(), 0};
  const auto shares = [&](const VectorD& of) {  // a class that a group cannot have adds nothing where it has none
    return (observed - expected).binaryExpr(of, [](double d, double e) { return d == 0 ? 0 : d * d / e; }).sum();
  };
  return test_of(shares(expected) + shares(rows - expected), filled - 2);
}

}  // namespace binet
