#include "binet/base/error.hpp"
#include "model/example_models.hpp"
#include "model/member.hpp"

#include <gmock/gmock.h>

namespace binet {
namespace {

using testing::Contains;
using testing::HasSubstr;

/// Inside or outside of a circle: a line separates nothing.
std::string ring_csv(int rows, std::uint64_t seed) {
  Random random(seed);
  std::string text = "a,b,y\n";
  for (int i = 0; i < rows; ++i) {
    const double a = random.normal(), b = random.normal();
    text += std::to_string(a) + "," + std::to_string(b) + (a * a + b * b < 1.4 ? ",yes\n" : ",no\n");
  }
  return text;
}

double log_loss(const Classifier& model) {
  for (const auto& [name, value] : model.report.validation_metrics) {
    if (name == "log_loss") return value;
  }
  return -1;
}

double weight_sum(const Classifier& model) {
  double sum = 0;
  for (const Member& member : model.members) sum += member.weight;
  return sum;
}

TEST(Ensemble, LearnsWhatALineCannot) {
  const Table table = parse_table(ring_csv(400, 9));
  const Classifier mixture = train(example_config("auto"), table, nullptr);
  const Classifier logistic = train(example_config("logistic"), table, nullptr);
  EXPECT_LT(log_loss(mixture), 0.6 * log_loss(logistic));
  EXPECT_THAT(mixture.report.verdict, HasSubstr("lowers log loss"));
  EXPECT_EQ(mixture.members.size(), 9U);
  EXPECT_NEAR(weight_sum(mixture), 1, 1e-12);
  EXPECT_LT(mixture.members.front().weight, 0.1) << "the share of logistic regression";
}

TEST(Ensemble, JudgesEveryRowByNetworksThatDidNotSeeIt) {
  const Classifier fitted = train(example_config("auto"), parse_table(ring_csv(400, 9)), nullptr);
  const Table fresh = parse_table(ring_csv(2000, 10));
  const Classifier judged = train(example_config("auto"), parse_table(ring_csv(400, 9)), &fresh);
  EXPECT_EQ(fitted.report.validation_rows, 400);
  // The networks that judge a row learn from six sevenths of the rows, and two of them stand in for all.
  EXPECT_GT(log_loss(fitted), log_loss(judged) - 0.02);
  EXPECT_LT(log_loss(fitted), log_loss(judged) + 0.08);
}

/// Features that say nothing of the outcome.
std::string noise_csv(int rows, int columns, std::uint64_t seed) {
  Random random(seed);
  std::string text;
  for (int c = 0; c < columns; ++c) text += "x" + std::to_string(c) + ",";
  text += "y\n";
  for (int row = 0; row < rows; ++row) {
    for (int c = 0; c < columns; ++c) text += std::to_string(random.normal()) + ",";
    text += random.uniform() < 0.5 ? "yes\n" : "no\n";
  }
  return text;
}

/// The rows that stop a network, weigh the parts and calibrate the mixture do not judge it: judged by those, noise of
/// so many columns looks like a signal of several standard errors.
TEST(Ensemble, PromisesNothingOnNoise) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Classifier model = train(example_config("auto"), parse_table(noise_csv(200, 10, seed)), nullptr);
    double error = 0;
    for (const auto& [name, value] : model.report.validation_errors) {
      if (name == "log_loss") error = value;
    }
    EXPECT_GT(log_loss(model), model.report.base_log_loss - error) << "seed " << seed;
  }
}

TEST(Ensemble, PartsCanBeLeftOut) {
  Config config = example_config("auto");
  config.ensemble.scaled_networks = 0;
  config.ensemble.binned_networks = 2;
  config.ensemble.logistic = false;
  const Classifier networks = train(config, parse_table(ring_csv(200, 1)), nullptr);
  EXPECT_EQ(networks.members.size(), 2U);
  EXPECT_EQ(networks.report.validation_rows, 100) << "the two folds left out, of four";
  EXPECT_EQ(networks.report.validated_on, "2 of 4 folds");
  config.ensemble.binned_networks = 0;
  config.ensemble.logistic = true;
  EXPECT_EQ(train(config, parse_table(ring_csv(200, 1)), nullptr).members.size(), 1U);
  config.ensemble.logistic = false;
  EXPECT_THROW(train(config, parse_table(ring_csv(200, 1)), nullptr), UsageError);
}

Config one_part(int additive_bins, int sparse_bins, int random_features) {
  Config config = example_config("auto");
  config.ensemble.scaled_networks = config.ensemble.binned_networks = 0;
  config.ensemble.logistic = false;
  config.ensemble.additive_bins = additive_bins;
  config.ensemble.sparse_bins = sparse_bins;
  config.ensemble.random_features = random_features;
  return config;
}

TEST(Ensemble, ConvexPartsLearnWhatALineCannot) {
  const Table table = parse_table(ring_csv(400, 9)), fresh = parse_table(ring_csv(1000, 10));
  const double line = log_loss(train(example_config("logistic"), table, &fresh));
  for (const Config& config : {one_part(16, 0, 0), one_part(0, 16, 0), one_part(0, 0, 128)}) {
    const Classifier model = train(config, table, &fresh);
    ASSERT_EQ(model.members.size(), 1U);
    EXPECT_LT(log_loss(model), 0.6 * line);
    EXPECT_NEAR(log_loss(model), log_loss(train(config, table, nullptr)), 0.06) << "the leave-one-out estimate";
  }
}

TEST(Ensemble, AdditiveModelsReadCategoriesAndMissingCells) {
  const Table table = parse_table(example_csv(300));
  const double line = log_loss(train(example_config("logistic"), table, nullptr));
  for (const Config& config : {one_part(8, 0, 0), one_part(0, 8, 0)}) {
    const Classifier model = train(config, table, nullptr);
    EXPECT_LT(log_loss(model), 1.05 * line);
    EXPECT_TRUE(model.predict(table).allFinite());
  }
}

TEST(Ensemble, SaysWhenThereAreTooFewRows) {
  const Classifier model = train(example_config("auto"), parse_table("x,y\n1,yes\n2,no\n3,no\n"), nullptr);
  EXPECT_THAT(model.report.notes, Contains(HasSubstr("logistic regression alone")));
}

/// With many rows, networks leave out a part; it has too few rows of a rare class to judge them.
TEST(Ensemble, IsLogisticRegressionWhereTooFewRareRowsWouldJudgeNetworks) {
  std::string text = "x,y\n";
  for (int i = 0; i < 10'000; ++i) text += std::to_string(i % 97) + (i % 400 == 7 ? ",1\n" : ",0\n");
  Config config = example_config("auto");
  config.ensemble = {};
  const Classifier model = train(config, parse_table(text), nullptr);
  EXPECT_EQ(model.members.size(), 1U);
  EXPECT_THAT(model.report.notes, Contains(HasSubstr("networks would be judged by fewer than 10 rows of one class")));
}

TEST(Ensemble, UsesRandomFeaturesByDefaultOnlyWhereThereAreNumbers) {
  std::string text = "number,category,y\n";
  for (int i = 0; i < 60; ++i) text += std::to_string(i % 7) + (i % 3 ? ",u" : ",v") + (i % 4 ? ",no\n" : ",yes\n");
  Config config = one_part(0, 0, 0);  // nothing else can be the model
  config.ensemble.random_features.reset();
  EXPECT_EQ(train(config, parse_table(text), nullptr).members.size(), 1U);
  config.data.ignore = {"number"};
  TableOptions options;
  options.ignore = config.data.ignore;
  EXPECT_THROW(train(config, parse_table(text, options), nullptr), UsageError);
}

TEST(Ensemble, CopesWithCategoriesAlone) {
  std::string text = "c,y\n";
  for (int i = 0; i < 60; ++i) text += std::string(i % 3 == 0 ? "a" : "b") + (i % 4 == 0 ? ",yes\n" : ",no\n");
  const Classifier model = train(example_config("auto"), parse_table(text), nullptr);
  EXPECT_TRUE(model.predict(parse_table(text)).allFinite());
  EXPECT_EQ(model.encoders.size(), 2U) << "without numbers there is nothing to cut into bins";
}

}  // namespace
}  // namespace binet
