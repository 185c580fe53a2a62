#include "model/logit_spread.hpp"

#include "math/sigmoid.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

constexpr Index kLeastRows = 10;
constexpr double kLeastShare = 0.5, kRounding = 1e-9;

/// √(p(1 − p)) at a logit; not 0, so that it can be a divisor.
double deviation_of_label(double logit) {
  constexpr double kLargest = 40;
  const double z = std::clamp(logit, -kLargest, kLargest);
  return std::sqrt(sigmoid(z) * sigmoid(-z));
}

}  // namespace

std::optional<LogitSpread> fit_logit_spread(const RowsLeftOut& rows, double fitted_share) {
  const VectorD moved = rows.fitted - rows.left_out;
  if (moved.size() < kLeastRows || fitted_share < kLeastShare || !moved.allFinite()) return std::nullopt;
  if (moved.cwiseAbs().maxCoeff() < kRounding) return std::nullopt;
  // A row of weight w is w rows that are left out together.
  double product = 0, square = 0;
  for (Index i = 0; i < moved.size(); ++i) {
    const double residual = rows.weight[i] * (rows.target[i] - sigmoid(rows.left_out[i]));
    product += deviation_of_label(rows.left_out[i]) * moved[i] * residual;
    square += residual * residual;
  }
  if (!(square > 0)) return std::nullopt;
  const double response = std::max(0.0, product / square);
  double count = 0, sum = 0, squares = 0;
  for (Index i = 0; i < moved.size(); ++i) {
    const double deviation = deviation_of_label(rows.left_out[i]);
    const double residual = rows.weight[i] * (rows.target[i] - sigmoid(rows.left_out[i]));
    const double left = moved[i] - response * residual / deviation, weight = rows.weight[i] * deviation * deviation;
    count += weight;
    sum += weight * left;
    squares += weight * left * left;
  }
  const double mean = sum / count;
  return LogitSpread{response / fitted_share, std::max(0.0, squares / count - mean * mean)};
}

double variance_at(const LogitSpread& spread, double logit) {
  return spread.response / deviation_of_label(logit) + spread.remainder;
}

}  // namespace binet
