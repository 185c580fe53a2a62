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

double variance_inflation(const Eigen::MatrixXd& covariance, const std::vector<Index>& columns) {
  const VectorD inverse = covariance.diagonal().cwiseSqrt().cwiseInverse();
  const Eigen::MatrixXd correlation = inverse.asDiagonal() * covariance * inverse.asDiagonal();
  std::vector<Index> all;
  for (Index j = 1; j < covariance.rows(); ++j) all.push_back(j);
  std::vector<Index> rest;
  std::ranges::set_difference(all, columns, std::back_inserter(rest));
  if (rest.empty()) return std::numeric_limits<double>::quiet_NaN();
  return std::exp(log_determinant(correlation, columns) + log_determinant(correlation, rest) -
                  log_determinant(correlation, all));
}

ChiSquaredTest hosmer_lemeshow(const VectorD& probability, const VectorD& target, int groups) {
  std::vector<double> sorted(probability.begin(), probability.end());
  std::ranges::sort(sorted);
  std::vector<double> ends;  // of the groups: (ends[g−1], ends[g]]
  for (int g = 1; g <= groups; ++g) ends.push_back(quantile(sorted, static_cast<double>(g) / groups));
  std::vector<double> breaks{quantile(sorted, 0)};
  for (const double end : ends) {
    if (end > breaks.back()) breaks.push_back(end);
  }
  const auto count = static_cast<Index>(breaks.size()) - 1;
  if (count < 3) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(), 0};
  VectorD rows = VectorD::Zero(count), observed = rows, expected = rows;
  for (Index i = 0; i < probability.size(); ++i) {
    const auto end = std::lower_bound(breaks.begin() + 1, breaks.end(), probability[i]);
    const Index group = std::min<Index>(end - breaks.begin() - 1, count - 1);
    rows[group] += 1;
    observed[group] += target[i];
    expected[group] += probability[i];
  }
  const VectorD squares = (observed - expected).cwiseAbs2();
  return test_of(squares.cwiseQuotient(expected).sum() + squares.cwiseQuotient(rows - expected).sum(), count - 2);
}

}  // namespace binet
