#include "train/base_rate.hpp"

#include "math/sigmoid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace binet {

namespace {

constexpr double kClearly = 1.05, kErrors = 2;
/// Limit of one row's loss, so that a single extreme row does not enlarge the standard error in which it hides.
constexpr double kMostLoss = 8;
constexpr Index kBlockRows = 1024;

}  // namespace

bool worse_than_base_rate(const VectorD& logit, const Vector& target, const Vector& weight) {
  const auto weight_at = [&](Index i) { return weight.size() > 0 ? static_cast<double>(weight[i]) : 1.0; };
  double sum = 0, positive = 0;
  for (Index i = 0; i < logit.size(); ++i) {
    sum += weight_at(i);
    positive += weight_at(i) * static_cast<double>(target[i]);
  }
  if (!(positive > 0 && positive < sum)) return false;
  const double share = positive / sum;
  const std::array<double, 2> of_base{-std::log1p(-share), -std::log(share)};  // by class
  double base = 0, excess = 0, squares = 0;
  std::array<double, kBlockRows> loss;
  for (Index begin = 0; begin < logit.size(); begin += kBlockRows) {
    const auto rows = static_cast<std::size_t>(std::min<Index>(kBlockRows, logit.size() - begin));
    softplus(std::span<const double>(logit.data() + begin, rows), std::span(loss).first(rows));
    for (std::size_t k = 0; k < rows; ++k) {
      const Index i = begin + static_cast<Index>(k);
      const bool is_positive = target[i] > Scalar{0.5};
      const double w = weight_at(i), expected = of_base[is_positive ? 1 : 0];
      const double difference = std::min(loss[k] - (is_positive ? logit[i] : 0), kMostLoss) - expected;
      base += w * expected;
      excess += w * difference;
      squares += w * w * difference * difference;
    }
  }
  return excess > (kClearly - 1) * base && excess > kErrors * std::sqrt(squares);
}

}  // namespace binet
