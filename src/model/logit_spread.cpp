#include "model/logit_spread.hpp"

#include "math/sigmoid.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

constexpr Index kLeastRows = 10;
constexpr double kLeastShare = 0.5, kRounding = 1e-9, kTail = 3;

/// 1/√(p(1 − p)) = 2 cosh(z/2) in the middle, and its tangents outside.
double growth(double logit) {
  const double inner = std::min(std::abs(logit), kTail);
  return 2 * std::cosh(inner / 2) + std::sinh(kTail / 2) * (std::abs(logit) - inner);
}

}  // namespace

std::optional<LogitSpread> fit_logit_spread(const RowsLeftOut& rows, double fitted_share) {
  const VectorD moved = rows.fitted - rows.left_out;
  if (moved.size() < kLeastRows || fitted_share < kLeastShare || !moved.allFinite()) return std::nullopt;
  if (moved.cwiseAbs().maxCoeff() < kRounding) return std::nullopt;
  VectorD importance(moved.size()), pull(moved.size());
  for (Index i = 0; i < moved.size(); ++i) {
    const double z = rows.left_out[i], p = sigmoid(z);
    importance[i] = rows.weight[i] * p * sigmoid(-z);
    pull[i] = rows.weight[i] * (rows.target[i] - p) * growth(z);  // a row of weight w is w rows, left out together
  }
  const VectorD weighted = importance.cwiseProduct(pull);
  const double square = weighted.dot(pull), count = importance.sum();
  if (!(square > 0)) return std::nullopt;
  const double response = std::max(0.0, weighted.dot(moved) / square);
  const VectorD left = moved - response * pull;
  const double mean = importance.dot(left) / count;
  const double squares = importance.dot(left.cwiseAbs2()) / count;
  return LogitSpread{response / fitted_share, std::max(0.0, squares - mean * mean)};
}

double variance_at(const LogitSpread& spread, double logit) {
  return spread.response * growth(logit) + spread.remainder;
}

}  // namespace binet
