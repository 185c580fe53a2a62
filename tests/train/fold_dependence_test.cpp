#include "train/fold_dependence.hpp"

#include "binet/table/table.hpp"
#include "binet/train/recipe.hpp"
#include "math/random.hpp"
#include "math/sigmoid.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace binet {
namespace {

constexpr int kColumns = 12;

ScoredRows four_rows() {
  ScoredRows rows;
  rows.target = {1, 1, 0, 0};
  rows.logit = {1, -0.5, -1, 0.5};
  for (const double z : rows.logit) rows.probability.push_back(sigmoid(z));
  return rows;
}

TEST(FoldDependence, AddsTheFallInLogLossOverTheRows) {
  const ScoredRows rows = four_rows();
  const VectorD fitted{{1.4, -0.1, -1.4, 0.1}};
  const FoldDependence dependence(rows, fitted);
  double fall = 0;
  for (const double z : {1.0, -0.5, 1.0, -0.5}) fall += (std::log1p(std::exp(-z)) - std::log1p(std::exp(-z - 0.4))) / 4;
  EXPECT_NEAR(dependence.widened("log_loss", 0.1), std::sqrt(0.01 + fall / 4), 1e-12);
  EXPECT_NEAR(dependence.widened("calibration_slope", 0.5), 0.5 * std::sqrt(1 + 4 * fall * 0.25), 1e-12);
  EXPECT_GT(dependence.widened("brier", 0.1), 0.1);
  EXPECT_GT(dependence.widened("roc_auc", 0.1), 0.1);
  EXPECT_EQ(dependence.widened("accuracy", 0.1), 0.1);
}

TEST(FoldDependence, ChangesNothingWhereRowsAreNotFittedTo) {
  const ScoredRows rows = four_rows();
  const FoldDependence same(rows, Eigen::Map<const VectorD>(rows.logit.data(), 4)), none;
  for (const char* metric : {"log_loss", "brier", "roc_auc", "calibration_slope"}) {
    EXPECT_EQ(same.widened(metric, 0.1), 0.1) << metric;
    EXPECT_EQ(none.widened(metric, 0.1), 0.1) << metric;
  }
}

/// Rows of a group that err together weigh with their design effect, and those that err apart as single rows.
TEST(FoldDependence, GroupsThatErrTogetherAddTheirDesignEffect) {
  const ScoredRows rows = four_rows();
  const VectorD fitted{{1.4, -0.1, -1.4, 0.1}};
  const double alone = FoldDependence(rows, fitted).widened("log_loss", 0);
  const double a = 1 - sigmoid(1.0), b = 1 - sigmoid(-0.5), design = (a + b) * (a + b) / (a * a + b * b);
  EXPECT_NEAR(FoldDependence(rows, fitted, {0, 0, 1, 1}).widened("log_loss", 0), std::sqrt(design) * alone, 1e-12);
  EXPECT_EQ(FoldDependence(rows, fitted, {0, 1, 0, 1}).widened("log_loss", 0), alone);
}

/// One number more or less in the weights changes nothing: a table of rows and one of the same rows of weight 2.
TEST(FoldDependence, IsRelativeToTheMeanWeight) {
  ScoredRows rows = four_rows();
  const VectorD fitted{{1.4, -0.1, -1.4, 0.1}};
  const FoldDependence without(rows, fitted);
  rows.weight = {2, 2, 2, 2};
  const FoldDependence with(rows, fitted);
  for (const char* metric : {"log_loss", "brier", "roc_auc", "calibration_slope"}) {
    EXPECT_NEAR(with.widened(metric, 0.1), without.widened(metric, 0.1), 1e-12) << metric;
  }
}

/// Nearly constant logits whose few differences cost much: the error of the AUC stays that of two noisy samples.
TEST(FoldDependence, AddsNoMoreThanTheLogitsVary) {
  ScoredRows rows;
  VectorD fitted(200);
  for (int i = 0; i < 200; ++i) {
    rows.target.push_back(i % 2);
    rows.logit.push_back(i == 0 ? 5 : 1e-6 * (i % 7));
    rows.probability.push_back(sigmoid(rows.logit.back()));
    fitted[i] = i == 0 ? -5 : 1e-6 * (i % 5);
  }
  EXPECT_LT(FoldDependence(rows, fitted).widened("roc_auc", 0.04), 0.1);
}

std::string linear_csv(int rows, Random random) {
  std::string text;
  for (int column = 0; column < kColumns; ++column) text += "x" + std::to_string(column) + ",";
  text += "y\n";
  for (int i = 0; i < rows; ++i) {
    double logit = 0;
    for (int column = 0; column < kColumns; ++column) {
      const double x = random.normal();
      if (column < 2) logit += column == 0 ? 1.2 * x : -0.8 * x;
      text += std::to_string(x) + ",";
    }
    text += random.uniform() < sigmoid(logit) ? "1\n" : "0\n";
  }
  return text;
}

double value_of(const std::vector<std::pair<std::string, double>>& named, const std::string& name) {
  for (const auto& [key, value] : named) {
    if (key == name) return value;
  }
  return std::nan("");
}

/// On tables of 120 rows and 12 columns, held-out log loss less that of fresh rows, in standard errors, spreads as much
/// as a normal number: without the dependence between folds by a quarter more.
TEST(FoldDependence, MakesErrorsAsLargeAsDifferencesAre) {
  constexpr int kTables = 60;
  Config config;
  config.data.target = "y";
  config.model.kind = "logistic";
  const Table fresh = parse_table(linear_csv(4000, Random(1000)));
  double squares = 0;
  for (int number = 0; number < kTables; ++number) {
    const Classifier model =
        train(config, parse_table(linear_csv(120, Random(static_cast<std::uint64_t>(number)))), nullptr);
    const VectorD logit = model.logits(fresh);
    double loss = 0;
    for (Index i = 0; i < logit.size(); ++i) {
      loss += softplus(fresh.number(fresh.columns.back(), i) > 0.5 ? -logit[i] : logit[i]) /
              static_cast<double>(logit.size());
    }
    const double z = (value_of(model.report.validation_metrics, "log_loss") - loss) /
                     value_of(model.report.validation_errors, "log_loss");
    squares += z * z / kTables;
  }
  EXPECT_LT(std::sqrt(squares), 1.2);
  EXPECT_GT(std::sqrt(squares), 0.7);
}

}  // namespace
}  // namespace binet
