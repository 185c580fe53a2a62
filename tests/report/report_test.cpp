#include "report/report.hpp"

#include "binet/base/error.hpp"
#include "binet/modelfile/model_file.hpp"
#include "model/example_models.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace binet {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Report, WithoutDataShowsWhatTheModelKeeps) {
  const Classifier model = example_model("mlp");
  const ReportSource source{.model = model, .model_name = "m.json"};
  const ReportData report = make_report(source);
  EXPECT_FALSE(report_charts(report).performance.empty());
  EXPECT_EQ(report.effects.size(), 3U);
  const std::string page = report_html(report);
  EXPECT_THAT(page, HasSubstr("binetModel"));
  EXPECT_THAT(page, HasSubstr("id=\"roc\""));
  EXPECT_LT(page.size(), 300'000U);
  EXPECT_THAT(report_markdown(report), HasSubstr("## Model card"));
}

TEST(Report, TheVerdictSaysWhereAClassHasFewRows) {
  const Classifier model = example_model("logistic");
  const ReportSource source{.model = model, .model_name = "m.json"};
  ReportData report = make_report(source);
  EXPECT_THAT(report_verdict(report), Not(HasSubstr("so that all figures are rough")));
  report.performance.rows = 400;
  report.performance.positive_share = 3.0 / 400;
  for (NamedMetric& metric : report.performance.metrics) {
    if (metric.name == "calibration_slope") metric.interval = {1.28, 0.58, 0.14, 2.42};
  }
  EXPECT_THAT(report_verdict(report), HasSubstr("Only 3 rows of class"));
  EXPECT_THAT(report_verdict(report), HasSubstr("calibrated is unclear (calibration slope 1.28"));
}

TEST(Report, WithDataHasImportanceDriftAndGroups) {
  const Classifier model = example_model("logistic");
  const Table data = parse_table(example_csv(300, 9), {.all_exact = true}, "new.csv");
  const ReportSource source{
      .model = model, .model_name = "m.json", .data = &data, .data_name = "new.csv", .groups = {"colour", "x1"}};
  const ReportData report = make_report(source);
  EXPECT_EQ(report.importance.front().column, "x2");
  EXPECT_EQ(report.drift.size(), 3U);
  EXPECT_LT(report.drift.front().psi, 0.3);
  EXPECT_EQ(report.groups.size(), 4U + 5U);  // three colours and missing; four ranges and missing
  EXPECT_EQ(report.performance.rows, 300);
  EXPECT_EQ(report.performance.rows_described, "new.csv");
}

TEST(Report, OnTheTrainingFileShowsHeldOutMetrics) {
  const Classifier model = example_model("mlp");
  const Table data = parse_table(example_csv(300), {.all_exact = true}, "train.csv");
  const ReportSource source{
      .model = model, .model_name = "m.json", .data = &data, .data_name = "train.csv", .trained_on_data = true};
  const ReportData report = make_report(source);
  EXPECT_EQ(report.performance.rows_described, model.report.validated_on);
  ASSERT_TRUE(report.on_data.has_value());
  EXPECT_TRUE(report.drift.empty());
}

TEST(Report, SaysWhatAnOldModelLacks) {
  const Classifier model = load_model(std::string(BINET_SOURCE_DIR) + "/tests/compat/1/mlp.json");
  const ReportSource source{.model = model, .model_name = "old.json"};
  const ReportData report = make_report(source);
  EXPECT_TRUE(report_charts(report).performance.empty());
  EXPECT_THAT(report_html(report), HasSubstr("The model file holds no evidence of its training"));
}

TEST(Report, SaysTheGainOverLogisticRegressionWithItsError) {
  Classifier model = example_model("mlp");
  model.report.recipe = "auto";
  const ReportSource source{.model = model, .model_name = "m.json"};
  const auto verdict = [&](double difference, double error) {
    model.report.logistic_metrics = {
        {"log_loss", 0.5}, {"log_loss_difference", difference}, {"log_loss_difference_error", error}};
    return report_verdict(make_report(source));
  };
  EXPECT_THAT(verdict(-0.05, 0.01), HasSubstr("so the mixture lowers log loss by 0.050 ± 0.010."));
  EXPECT_THAT(verdict(-0.02, 0.011), HasSubstr("lowers log loss by 0.020 ± 0.011: not a clear difference"));
  EXPECT_THAT(verdict(0.004, 0.001), HasSubstr("raises log loss by 0.0040 ± 0.0010: hardly a difference"));
}

TEST(Report, SaysThatAMixtureIsLogisticRegression) {
  Classifier model = example_model("logistic");
  model.report.recipe = "auto";
  model.report.logistic_metrics = {{"log_loss", 0.5}};
  const std::string verdict = report_verdict(make_report({.model = model, .model_name = "m.json"}));
  EXPECT_THAT(verdict, HasSubstr("this logistic regression is"));
  EXPECT_THAT(verdict, HasSubstr("No mixture with networks has a lower log loss on the same rows."));
}

TEST(Report, RefusesRowsWithoutATarget) {
  const Classifier model = example_model("logistic");
  const Table data = parse_table("x1,x2,colour,y\n1,2,red,yes\n1,2,red,\n", {.all_exact = true}, "new.csv");
  const ReportSource source{.model = model, .model_name = "m.json", .data = &data, .data_name = "new.csv"};
  EXPECT_THROW(make_report(source), Error);
}

TEST(Report, NamesCannotBecomeMarkup) {
  const Table table = parse_table("<script>a,y\n1,yes\n2,no\n3,yes\n0,no\n4,yes\n1,no\n");
  Config config = example_config("logistic");
  const Classifier model = train(config, table, nullptr);
  const ReportSource source{.model = model, .model_name = "<b>.json"};
  const std::string page = report_html(make_report(source));
  EXPECT_THAT(page, Not(HasSubstr("<script>a")));
  EXPECT_THAT(page, Not(HasSubstr("<b>.json")));
}

}  // namespace
}  // namespace binet
