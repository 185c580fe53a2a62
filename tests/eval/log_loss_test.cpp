#include "eval/log_loss.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace binet {
namespace {

TEST(LogLoss, ALogitGivesTheLossOfItsProbability) {
  for (const double z : {-8.0, -0.3, 0.0, 2.5}) {
    const double p = 1 / (1 + std::exp(-z));
    EXPECT_NEAR(log_loss_of_logit(z, 1), -std::log(p), 1e-14);
    EXPECT_NEAR(log_loss_of_logit(z, 0), -std::log(1 - p), 1e-14);
    EXPECT_NEAR(log_loss_of_logit(z, 0.25), -0.25 * std::log(p) - 0.75 * std::log(1 - p), 1e-14);
  }
  EXPECT_NEAR(log_loss_of_logit(1000, 0), 1000, 1e-10);
}

/// numpy.logaddexp(0, z) - y * z: sklearn's log_loss of the probabilities would clip them.
TEST(LogLoss, ExtremeLogitsGiveTheLossOfNumpy) {
  const VectorD logit{{-800.0, -40.0, 0.25, 36.7, 745.5}};
  const Vector target{{Scalar{1}, Scalar{0}, Scalar{1}, Scalar{0}, Scalar{1}}};
  const std::array<double, 5> expected{800.0, 4.248354255291589e-18, 0.5759394198788436, 36.7, 0.0};
  for (Index i = 0; i < 5; ++i) {
    const double found = log_loss_of_logit(logit[i], static_cast<double>(target[i]));
    EXPECT_NEAR(found, expected[static_cast<std::size_t>(i)], 1e-14 * expected[static_cast<std::size_t>(i)])
        << logit[i];
  }
}

TEST(LogLoss, StandardErrorIsTheDeviationOverTheRootOfTheRows) {
  const VectorD logit{{-1.0, 0.5, 2.0, 3.0}};
  const Vector target{{Scalar{0}, Scalar{1}, Scalar{1}, Scalar{0}}};
  VectorD losses(4);
  for (Index i = 0; i < 4; ++i) losses[i] = log_loss_of_logit(logit[i], static_cast<double>(target[i]));
  const double mean = losses.mean(), deviation = std::sqrt((losses.array() - mean).square().sum() / 3);
  const MeanSums sums = log_loss_sums(logit, target, {});
  EXPECT_NEAR(sums.mean(), mean, 1e-15);
  EXPECT_NEAR(sums.standard_error(), deviation / 2, 1e-14);
}

// √(n/(n−1) Σ w²(v − mean)²) / Σ w, computed in two passes.
TEST(LogLoss, StandardErrorOfWeightedRowsIsCochrans) {
  const VectorD logit{{-1.0, 0.5, 2.0, 3.0, 9.0}};
  const Vector target{{Scalar{0}, Scalar{1}, Scalar{1}, Scalar{0}, Scalar{1}}};
  const Vector weight{{Scalar{1}, Scalar{3}, Scalar{0.5}, Scalar{2}, Scalar{0}}};
  double sum = 0, total = 0, squares = 0;
  const auto loss = [&](Index i) { return log_loss_of_logit(logit[i], static_cast<double>(target[i])); };
  for (Index i = 0; i < 5; ++i) sum += weight[i] * loss(i), total += weight[i];
  for (Index i = 0; i < 5; ++i) squares += std::pow(weight[i] * (loss(i) - sum / total), 2);
  const MeanSums sums = log_loss_sums(logit, target, weight);
  EXPECT_NEAR(sums.mean(), sum / total, 1e-15);
  EXPECT_NEAR(sums.standard_error(), std::sqrt(4.0 / 3 * squares) / total, 1e-14);  // the row of weight 0 is no row
}

TEST(LogLoss, ADifferencePairsTheRows) {
  const VectorD better{{-2.0, 2.0, 1.0}}, worse{{-1.0, 1.0, 0.0}};
  const Vector target{{Scalar{0}, Scalar{1}, Scalar{1}}};
  const MeanSums gain = log_loss_difference(worse, better, target, {});
  EXPECT_NEAR(gain.mean(), log_loss_sums(worse, target, {}).mean() - log_loss_sums(better, target, {}).mean(), 1e-15);
  EXPECT_LT(gain.standard_error(), log_loss_sums(worse, target, {}).standard_error());
  EXPECT_TRUE(std::isnan(log_loss_sums(better.head(1), target.head(1), {}).standard_error()));
}

}  // namespace
}  // namespace binet
