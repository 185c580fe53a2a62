#include "model/prediction_interval.hpp"

#include "binet/train/recipe.hpp"
#include "math/random.hpp"
#include "math/sigmoid.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>

namespace binet {
namespace {

constexpr int kFiles = 400;
constexpr std::array<double, 3> kSlopes{0.8, -0.5, 0.3};
constexpr double kIntercept = -0.4;

std::string header() {
  return "a,b,c,y\n";
}

std::string sample(Random& random, int rows) {
  std::string text = header();
  for (int i = 0; i < rows; ++i) {
    double logit = kIntercept;
    for (const double slope : kSlopes) {
      const double x = random.normal();
      logit += slope * x;
      text += std::to_string(x) + ",";
    }
    text += random.uniform() < sigmoid(logit) ? "1\n" : "0\n";
  }
  return text;
}

Classifier fit(const std::string& text, std::optional<double> l2) {
  Config config;
  config.data.target = "y";
  config.data.positive = "1";
  config.model.kind = "logistic";
  config.penalty.l2 = l2;
  return train(config, parse_table(text), nullptr);
}

LogitInterval interval_of(const Classifier& model, const Table& row) {
  const VectorD logit = model.logits(row);
  return PredictionIntervals(model, 0.95).of(row, {logit.data(), 1}).front();
}

/// The mean of σ over a normal distribution, by the midpoint rule.
double mean_probability(double mean, double deviation) {
  double sum = 0, weights = 0;
  for (double z = -5.95; z < 6; z += 0.1) {
    const double weight = std::exp(-z * z / 2);
    sum += weight * sigmoid(mean + deviation * z);
    weights += weight;
  }
  return sum / weights;
}

TEST(PredictionInterval, DeltaMethodCoversTheTrueProbabilityAsOftenAsItSays) {
  Random random(1);
  const Table row = parse_table(header() + "1.2,0.3,-0.7,1\n");
  const double truth = kIntercept + 0.8 * 1.2 - 0.5 * 0.3 - 0.3 * 0.7;
  int covered = 0;
  for (int file = 0; file < kFiles; ++file) {
    const LogitInterval found = interval_of(fit(sample(random, 300), 0.0), row);
    covered += found.lower <= truth && truth <= found.upper;
  }
  EXPECT_GE(covered, 0.93 * kFiles);
  EXPECT_LE(covered, 0.97 * kFiles);
}

/// The true logit of rows that are predicted alike is normal, since the columns are.
TEST(PredictionInterval, CalibrationCoversTheShareOfRowsPredictedAlike) {
  Random random(2);
  const Table row = parse_table(header() + "1.2,0.3,-0.7,1\n"),
              units = parse_table(header() + "0,0,0,1\n1,0,0,1\n0,1,0,1\n0,0,1,1\n");
  int covered = 0;
  for (int file = 0; file < kFiles; ++file) {
    const Classifier model = fit(sample(random, 300), {});
    const VectorD at = model.logits(units);
    double length = 0, product = 0, all = 0;
    for (std::size_t j = 0; j < kSlopes.size(); ++j) {
      const double slope = at[static_cast<Index>(j) + 1] - at[0];
      length += slope * slope;
      product += slope * kSlopes[j];
      all += kSlopes[j] * kSlopes[j];
    }
    const double z = model.logits(row)[0] - at[0];
    const double truth =
        mean_probability(kIntercept + z * product / length, std::sqrt(all - product * product / length));
    const LogitInterval found = interval_of(model, row);
    covered += sigmoid(found.lower) <= truth && truth <= sigmoid(found.upper);
  }
  EXPECT_GE(covered, 0.93 * kFiles);
  EXPECT_LE(covered, 0.97 * kFiles);
}

TEST(PredictionInterval, ReliabilityLineIsLogisticRegressionOnTheLogit) {
  VectorD logit(6), target(6);
  logit << -2, -1, 0, 0.5, 1, 2;
  target << 0, 1, 0, 1, 0, 1;
  const auto line = fit_reliability_line(logit, target, VectorD::Ones(6));
  ASSERT_TRUE(line);
  VectorD p = (line->intercept + line->slope * logit.array()).unaryExpr([](double z) { return sigmoid(z); });
  EXPECT_NEAR((target - p).sum(), 0, 1e-10);
  EXPECT_NEAR((target - p).dot(logit), 0, 1e-10);
  EXPECT_FALSE(fit_reliability_line(VectorD::Zero(6), target, VectorD::Ones(6)));
  EXPECT_FALSE(fit_reliability_line(target.array() - 0.5, target, VectorD::Ones(6)));
}

}  // namespace
}  // namespace binet
