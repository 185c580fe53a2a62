#include "binet/train/cross_validation.hpp"

#include "binet/base/error.hpp"
#include "eval/prediction_summary.hpp"
#include "model/example_models.hpp"
#include "train/cross_validation_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <cmath>

namespace binet {
namespace {

TEST(CrossValidation, PredictsEveryRowOnce) {
  const Table table = parse_table(example_csv(200));
  int done = 0;
  CrossValidationObserver observer;
  observer.fold_done = [&](int, const ScoredRows&) { ++done; };
  const CrossValidation result = cross_validate(example_config("logistic"), table, 4, observer);
  EXPECT_EQ(done, 4);
  EXPECT_EQ(result.pooled.probability.size(), 200u);
  const auto summary = result.summarize(metric("log_loss"));
  EXPECT_NEAR(summary.mean, metric("log_loss").evaluate(result.pooled.view()), 0.02);
  EXPECT_GT(summary.standard_error, 0);
  EXPECT_LT(summary.mean, result.pooled.base_log_loss());
}

TEST(CrossValidation, SummarizesByTheFormula) {
  CrossValidation result;
  for (const double p : {0.5, 0.8}) result.folds.push_back({{p}, {1}, {}, 0.5});
  const auto summary = result.summarize(metric("log_loss"));
  const double a = -std::log(0.5), b = -std::log(0.8);
  EXPECT_NEAR(summary.mean, (a + b) / 2, 1e-12);
  EXPECT_NEAR(summary.standard_error, std::abs(a - b) / 2, 1e-12);
}

TEST(CrossValidation, FoldsThatAgreeMeasureNoError) {
  CrossValidation result;
  for (int fold = 0; fold < 3; ++fold) result.folds.push_back({{0.2, 0.8}, {0, 1}, {}, 0.5});
  EXPECT_EQ(result.summarize(metric("roc_auc")).mean, 1);
  EXPECT_TRUE(std::isnan(result.summarize(metric("roc_auc")).standard_error));
}

TEST(CrossValidation, NeedsAsManyRowsOfEachClassAsFolds) {
  EXPECT_THROW(cross_validate(example_config("logistic"), parse_table("x,y\n1,a\n2,b\n3,b\n4,b\n"), 2), Error);
}

TEST(CrossValidation, JsonHoldsMeansErrorsAndFolds) {
  const CrossValidation result = cross_validate(example_config("logistic"), parse_table(example_csv(100)), 2);
  const Json document = cross_validation_to_json(result);
  EXPECT_EQ(document["by_fold"]["log_loss"].size(), 2u);
  EXPECT_EQ(document["pooled"]["rows"], 100);
  EXPECT_TRUE(document["mean"].contains("roc_auc"));
}

}  // namespace
}  // namespace binet
