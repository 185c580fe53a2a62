#include "train/time_budget.hpp"

#include "base/duration.hpp"
#include "binet/base/error.hpp"
#include "model/example_models.hpp"

#include <gmock/gmock.h>

#include <tuple>

namespace binet {
namespace {

TEST(ParseDuration, AcceptsUnitsAndRefusesOtherText) {
  EXPECT_EQ(parse_duration("10s"), 10);
  EXPECT_EQ(parse_duration("10"), 10);
  EXPECT_EQ(parse_duration("1.5m"), 90);
  EXPECT_EQ(parse_duration("2h"), 7200);
  EXPECT_EQ(parse_duration("500ms"), 0.5);
  for (const char* text : {"", "s", "0s", "-1s", "10 s", "10days", "inf", "1e999"}) {
    EXPECT_THROW(parse_duration(text), UsageError) << text;
  }
}

TEST(FitInto, CutsEpochsThenNetworksThenRowsThenEpochsAgain) {
  const std::vector<NetworkCost> costs = {{0, 1}, {0, 1}};
  const auto fit = [&](double seconds) {
    const NetworkWork work = fit_into(seconds, costs, 2, {{5, 5}, 30}, 0.1);
    return std::tuple(work.networks(), work.epochs, work.row_share);
  };
  EXPECT_EQ(fit(150), std::tuple(10, 30, 1.0)) << "five rounds of two side by side";
  EXPECT_EQ(fit(149), std::tuple(10, 29, 1.0));
  EXPECT_EQ(fit(50), std::tuple(10, 10, 1.0));
  EXPECT_EQ(fit(49), std::tuple(8, 12, 1.0));
  EXPECT_EQ(fit(10), std::tuple(2, 10, 1.0));
  EXPECT_EQ(fit(5), std::tuple(2, 10, 0.5)) << "one network alone would take as long as two";
  EXPECT_EQ(fit(0.5), std::tuple(2, 5, 0.1));
  EXPECT_EQ(fit(0.05), std::tuple(0, 0, 0.1));
}

TEST(FitInto, CountsWhatEachNetworkTakesBeforeItsFirstEpoch) {
  const std::vector<NetworkCost> costs = {{2, 1}};
  const NetworkWork work = fit_into(50, costs, 2, {{10}, 30}, 0.1);
  EXPECT_EQ(work.networks(), 8);
  EXPECT_EQ(work.epochs, 10);
}

TEST(FitInto, WaitsForTheSlowestNetwork) {
  const std::vector<NetworkCost> costs = {{0, 1}, {0, 3}};
  EXPECT_EQ(fit_into(30, costs, 2, {{1, 1}, 30}, 0.1).epochs, 10);
}

TEST(TimeBudget, SaysWhatWasCutAndHowToTrainTheSameModel) {
  const Table table = parse_table(example_csv(400));
  TrainingRun late;
  late.started -= std::chrono::hours(1);  // so that nothing is left, on any machine
  for (const char* kind : {"auto", "mlp"}) {
    Config config = example_config(kind);
    config.training.time_budget = "1s";
    const Classifier model = train(config, table, nullptr, late);
    EXPECT_THAT(model.report.notes, testing::Contains(testing::HasSubstr("cut to fit the time budget: "))) << kind;
    config.training.time_budget = "";
    const bool is_auto = config.model.kind == "auto";
    if (is_auto) config.ensemble.scaled_networks = config.ensemble.binned_networks = 0;
    if (!is_auto) config.training.epochs = 1;
    EXPECT_EQ(model.predict(table), train(config, table, nullptr).predict(table)) << kind;

    config = example_config(kind);
    config.training.time_budget = "10h";
    EXPECT_EQ(train(config, table, nullptr).predict(table), train(example_config(kind), table, nullptr).predict(table));
  }
}

}  // namespace
}  // namespace binet
