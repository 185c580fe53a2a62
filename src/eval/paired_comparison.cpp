#include "eval/paired_comparison.hpp"

#include "eval/log_loss.hpp"
#include "eval/mean_estimate.hpp"
#include "math/chi_squared.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace binet {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

PairedDifference difference_of(double first, double second, double standard_error) {
  PairedDifference found{first, second, first - second, standard_error, kNaN, kNaN, kNaN};
  if (!(standard_error > 0)) return found;
  found.lower = found.difference - kNormalQuantile975 * standard_error;
  found.upper = found.difference + kNormalQuantile975 * standard_error;
  found.p_value = std::erfc(std::abs(found.difference) / standard_error / std::sqrt(2.0));
  return found;
}

/// `loss(predictions, row)` of both.
template <class Loss>
PairedDifference compare_means(const Predictions& first, const Predictions& second, Loss&& loss) {
  MeanSums sums[3];
  for (std::size_t row = 0; row < first.size(); ++row) {
    const double a = loss(first, row), b = loss(second, row), weight = first.weight_of(row);
    sums[0].add(a, weight);
    sums[1].add(b, weight);
    sums[2].add(a - b, weight);
  }
  return difference_of(sums[0].mean(), sums[1].mean(), sums[2].standard_error());
}

/// For each row the weighted share of the other class that it is ranked rightly against, ties counting half.
std::vector<double> placements(const Predictions& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t row) { return p.logit[row]; });
  double total[2] = {0, 0};
  for (std::size_t row = 0; row < p.size(); ++row) total[p.positive(row) ? 1 : 0] += p.weight_of(row);
  std::vector<double> found(p.size());
  double below[2] = {0, 0};
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    double tied[2] = {0, 0};
    for (; end < order.size() && p.logit[order[end]] == p.logit[order[i]]; ++end) {
      tied[p.positive(order[end]) ? 1 : 0] += p.weight_of(order[end]);
    }
    for (; i < end; ++i) {
      const std::size_t row = order[i];
      found[row] = p.positive(row) ? (below[0] + tied[0] / 2) / total[0]
                                   : (total[1] - below[1] - tied[1] / 2) / total[1];
    }
    below[0] += tied[0];
    below[1] += tied[1];
  }
  return found;
}

PairedDifference compare_areas(const Predictions& first, const Predictions& second) {
  const std::vector<double> a = placements(first), b = placements(second);
  MeanSums area[2], difference[2];  // by predictor; by class
  for (std::size_t row = 0; row < first.size(); ++row) {
    const double weight = first.weight_of(row);
    difference[first.positive(row) ? 1 : 0].add(a[row] - b[row], weight);
    if (!first.positive(row)) continue;
    area[0].add(a[row], weight);
    area[1].add(b[row], weight);
  }
  const double error = std::hypot(difference[0].standard_error(), difference[1].standard_error());
  return difference_of(area[0].mean(), area[1].mean(), error);
}

LabelComparison compare_labels(const Predictions& first, const Predictions& second) {
  LabelComparison found;
  for (std::size_t row = 0; row < first.size(); ++row) {
    const bool a = first.predicted_positive(row) == first.positive(row);
    const bool b = second.predicted_positive(row) == second.positive(row);
    found.only_first += a && !b ? 1U : 0U;
    found.only_second += b && !a ? 1U : 0U;
  }
  found.p_value = sign_test(found.only_first, found.only_first + found.only_second);
  return found;
}

}  // namespace

double sign_test(std::size_t successes, std::size_t tosses) {
  const std::size_t fewer = std::min(successes, tosses - successes);
  const auto log_factorial = [](std::size_t n) { return std::lgamma(static_cast<double>(n) + 1); };
  double tail = 0;
  for (std::size_t k = 0; k <= fewer; ++k) {
    tail += std::exp(log_factorial(tosses) - log_factorial(k) - log_factorial(tosses - k) -
                     static_cast<double>(tosses) * std::log(2.0));
  }
  return std::min(1.0, 2 * tail);
}

PairedComparison compare_predictions(const Predictions& first, const Predictions& second) {
  return {compare_means(
              first, second,
              [](const Predictions& p, std::size_t row) { return log_loss_of_logit(p.logit[row], p.target[row]); }),
          compare_means(first, second,
                        [](const Predictions& p, std::size_t row) {
                          return (p.probability[row] - p.target[row]) * (p.probability[row] - p.target[row]);
                        }),
          compare_areas(first, second), compare_labels(first, second)};
}

}  // namespace binet
