#include "train/distillation.hpp"

#include "math/sigmoid.hpp"
#include "model/example_models.hpp"
#include "binet/modelfile/model_file.hpp"
#include "train/resampling.hpp"

#include <gmock/gmock.h>

namespace binet {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Config distilled_config(int units) {
  Config config = example_config("auto");
  config.ensemble.distilled_units = units;
  config.output.evidence = 0;
  return config;
}

TEST(Distillation, GivesOneSmallNetworkNearTheMixture) {
  const Table table = parse_table(example_csv(600)), fresh = parse_table(example_csv(1000, 5));
  const Classifier mixture = train(distilled_config(0), table, nullptr),
                   distilled = train(distilled_config(8), table, nullptr);
  ASSERT_EQ(distilled.members.size(), 1u);
  EXPECT_LT(print_model(distilled).size(), print_model(mixture).size() / 3);
  const VectorD difference = (distilled.predict(fresh) - mixture.predict(fresh)).cwiseAbs();
  EXPECT_LT(difference.mean(), 0.04);
  EXPECT_THAT(distilled.report.verdict,
              AllOf(HasSubstr("into 8 units"), HasSubstr(" on rows that neither saw (20% held out)")));
  EXPECT_EQ(distilled.report.validation_rows, 120);
}

TEST(Distillation, IsTheSameAgain) {
  const Table table = parse_table(example_csv(200));
  EXPECT_EQ(train(distilled_config(4), table, nullptr).predict(table),
            train(distilled_config(4), table, nullptr).predict(table));
}

TEST(Distillation, MeasuresItsCostOnAValidationFileAndFitsToAllRows) {
  const Table table = parse_table(example_csv(300)), validation = parse_table(example_csv(200, 9), {}, "later.csv");
  const Classifier distilled = train(distilled_config(4), table, &validation);
  EXPECT_EQ(distilled.report.validated_on, "later.csv");
  EXPECT_EQ(distilled.report.validation_rows, 200);
  EXPECT_EQ(distilled.schema.rows, 300);
}

/// The held-out rows are predicted by a trial run without them: the saved network is fitted to a quarter more rows.
TEST(Distillation, ReportsWhatTheNetworkOfAllRowsIsExpectedToReach) {
  const Table table = parse_table(example_csv(120, 2));
  const Config config = distilled_config(4);
  const Holdout parts = hold_out(prepare_training_data(config, table, nullptr));
  const auto rows = [&](const LabelledRows& some) {
    return table.gather(std::vector<Index>(some.rows.begin(), some.rows.end()));
  };
  const Table rest = rows(parts.fit), held_out = rows(parts.held_out);
  const auto log_loss = [](const Classifier& model) { return model.report.validation_metrics.front().second; };
  const Classifier trial = train(config, rest, &held_out), saved = train(config, table, nullptr);
  ASSERT_EQ(saved.report.validation_metrics.front().first, "log_loss");
  ASSERT_EQ(saved.report.validation_rows, trial.report.validation_rows);
  EXPECT_LT(log_loss(saved), log_loss(trial));
  // At most the gain of a fit to 0.8 of the rows over the base rate, over 0.8.
  EXPECT_GT(log_loss(saved), log_loss(trial) - 0.25 * (saved.report.base_log_loss - log_loss(trial)));
}

}  // namespace
}  // namespace binet
