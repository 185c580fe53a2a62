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

Config config_of(const std::string& kind) {
  Config config;
  config.data.target = "y";
  config.data.positive = "1";
  config.model.kind = kind;
  return config;
}

Classifier fit(const std::string& text, std::optional<double> l2) {
  Config config = config_of("logistic");
  config.penalty.l2 = l2;
  return train(config, parse_table(text), nullptr);
}

Classifier updated(const Classifier& prior, const std::string& text) {
  TrainingRun run;
  run.prior = &prior;
  return train(config_of("logistic"), parse_table(text), nullptr, run);
}

LogitInterval interval_of(const Classifier& model, const Table& row) {
  const VectorD logit = model.logits(row);
  return PredictionIntervals(model, 0.95).of(row, {logit.data(), 1}).front();
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

/// The share of fresh rows whose true logit is inside, over models from files.
template <class Train>
double covered_share(int files, Random& random, const Train& train_one) {
  int covered = 0, rows = 0;
  for (int file = 0; file < files; ++file) {
    const Classifier model = train_one();
    EXPECT_TRUE(model.report.logit_spread);
    const Table fresh = parse_table(sample(random, 25));
    const VectorD logits = model.logits(fresh);
    const auto found =
        PredictionIntervals(model, 0.95).of(fresh, {logits.data(), static_cast<std::size_t>(logits.size())});
    for (Index row = 0; row < fresh.rows; ++row) {
      double truth = kIntercept;
      for (std::size_t j = 0; j < kSlopes.size(); ++j) truth += kSlopes[j] * fresh.number(fresh.columns[j], row);
      const LogitInterval& ends = found[static_cast<std::size_t>(row)];
      covered += ends.lower <= truth && truth <= ends.upper;
      ++rows;
    }
  }
  return static_cast<double>(covered) / rows;
}

/// Penalised: on average over the rows.
TEST(PredictionInterval, SpreadCoversTheTrueProbabilitiesOfRowsAsOftenAsItSays) {
  Random random(2);
  const double share = covered_share(kFiles, random, [&] { return fit(sample(random, 300), {}); });
  EXPECT_GE(share, 0.93);
  EXPECT_LE(share, 0.98);
}

TEST(PredictionInterval, UpdatesCoverTheTrueProbabilitiesToo) {
  Random random(4);
  const double share = covered_share(80, random, [&] {
    const Classifier prior = fit(sample(random, 300), {});
    return updated(prior, sample(random, 300));
  });
  EXPECT_GE(share, 0.93);
  EXPECT_LE(share, 0.99);
}

TEST(PredictionInterval, ModelsJudgedByAFileCoverTheTrueProbabilitiesToo) {
  Random random(5);
  for (const std::optional<double> l2 : {std::optional<double>(), std::optional<double>(0.01)}) {
    const double share = covered_share(50, random, [&] {
      Config config = config_of("logistic");
      config.penalty.l2 = l2;
      const Table valid = parse_table(sample(random, 300));
      return train(config, parse_table(sample(random, 300)), &valid);
    });
    EXPECT_GE(share, 0.93);
    EXPECT_LE(share, 0.99);
  }
}

TEST(PredictionInterval, AnUpdateThatOnlyRecalibratesKeepsTheSpreadOfTheModel) {
  Random random(6);
  Config config = config_of("mlp");
  config.training.epochs = 5;
  Classifier prior = train(config, parse_table(sample(random, 200)), nullptr);
  prior.calibration = {0.2, 0.5};
  prior.report.logit_spread = LogitSpread{0.5, 0.25};
  const Classifier model = updated(prior, sample(random, 200));
  ASSERT_TRUE(model.report.logit_spread);
  const double slope = model.calibration.slope / prior.calibration.slope;
  EXPECT_NEAR(model.report.logit_spread->remainder, slope * slope * 0.25, 1e-9);
  EXPECT_GT(model.report.logit_spread->response, 0);
  prior.report.logit_spread.reset();
  EXPECT_FALSE(updated(prior, sample(random, 200)).report.logit_spread);
}

TEST(PredictionInterval, DistilledNetworksHaveTheSpreadOfTheirTrialRun) {
  Random random(7);
  Config config = config_of("auto");
  config.ensemble.distilled_units = 4;
  config.ensemble.scaled_networks = config.ensemble.binned_networks = 2;
  config.ensemble.epochs = 2;
  const std::string text = sample(random, 200);
  EXPECT_TRUE(train(config, parse_table(text), nullptr).report.logit_spread);
  const Table valid = parse_table(sample(random, 100));
  EXPECT_FALSE(train(config, parse_table(text), &valid).report.logit_spread);
}

TEST(PredictionInterval, NetworksThatAreNotRefittedHaveNoSpread) {
  Random random(8);
  Config config = config_of("mlp");
  config.training.epochs = 5;
  config.training.refit = false;
  EXPECT_FALSE(train(config, parse_table(sample(random, 200)), nullptr).report.logit_spread);
}

TEST(PredictionInterval, WithoutSpreadTheLineAloneIsUsed) {
  Random random(3);
  Classifier model = fit(sample(random, 300), {});
  const Table row = parse_table(header() + "1.2,0.3,-0.7,1\n");
  const LogitInterval with = interval_of(model, row);
  EXPECT_NE(PredictionIntervals(model, 0.95).method().find("each row"), std::string::npos);
  model.report.logit_spread.reset();
  const LogitInterval without = interval_of(model, row);
  EXPECT_NE(PredictionIntervals(model, 0.95).method().find("predicted alike"), std::string::npos);
  const double z = model.logits(row)[0];
  const ReliabilityLine& line = *model.report.reliability_line;
  const double variance = line.intercept_variance + 2 * z * line.covariance + z * z * line.slope_variance;
  const double center = line.intercept + line.slope * z, half = 1.959963984540054 * std::sqrt(variance);
  EXPECT_NEAR(without.lower, std::min(z, center - half), 1e-9);
  EXPECT_NEAR(without.upper, std::max(z, center + half), 1e-9);
  EXPECT_GT(with.upper - with.lower, without.upper - without.lower);
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
