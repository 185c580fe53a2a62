#include "profile/chance_separation.hpp"

#include <algorithm>
#include <cmath>

namespace binet::detail {
namespace {

double log_binomial(double n, double k) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

}  // namespace

double chance_of_separation(double rows, double positives, double misranked, double columns) {
  const double rarer = std::min(positives, rows - positives);
  const double log_share = log_binomial(misranked + rarer, rarer) - log_binomial(rows, rarer);
  return std::min(1.0, 2 * columns * std::exp(std::min(log_share, 0.0)));
}

}  // namespace binet::detail
