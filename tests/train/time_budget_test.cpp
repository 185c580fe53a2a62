#include "binet/train/time_budget.hpp"

#include "binet/config/duration.hpp"
#include "binet/error.hpp"
#include "model/example_models.hpp"

#include <gmock/gmock.h>

namespace binet {
namespace {

TEST(ParseDuration, TakesUnitsAndRefusesOtherText) {
  EXPECT_EQ(parse_duration("10s"), 10);
  EXPECT_EQ(parse_duration("10"), 10);
  EXPECT_EQ(parse_duration("1.5m"), 90);
  EXPECT_EQ(parse_duration("2h"), 7200);
  EXPECT_EQ(parse_duration("500ms"), 0.5);
  for (const char* text : {"", "s", "0s", "-1s", "10 s", "10days", "inf", "1e999"}) {
    EXPECT_THROW(parse_duration(text), UsageError) << text;
  }
}

TEST(FitInto, CutsEpochsThenNetworksThenEpochsAgain) {
  const NetworkWork wanted{10, 30};
  const auto fit = [&](double seconds) {
    const NetworkWork work = fit_into(seconds, 1, 2, wanted);
    return std::pair(work.networks, work.epochs);
  };
  EXPECT_EQ(fit(150), std::pair(10, 30)) << "five rounds of two side by side";
  EXPECT_EQ(fit(149), std::pair(10, 29));
  EXPECT_EQ(fit(50), std::pair(10, 10));
  EXPECT_EQ(fit(49), std::pair(8, 12));
  EXPECT_EQ(fit(10), std::pair(2, 10));
  EXPECT_EQ(fit(9), std::pair(1, 9));
  EXPECT_EQ(fit(0.9), std::pair(0, 0));
}

TEST(TimeBudget, SaysWhatWasCutAndHowToTrainTheSameModel) {
  const Table table = parse_table(example_csv(400));
  TrainingObserver late;
  late.started -= std::chrono::hours(1);  // so that nothing is left, on any machine
  for (const char* kind : {"auto", "mlp"}) {
    Config config = example_config(kind);
    config.training.time_budget = "1s";
    const Classifier model = train(config, table, nullptr, late);
    EXPECT_THAT(model.report.notes, testing::Contains(testing::HasSubstr("cut to fit the time budget: "))) << kind;
    config.training.time_budget = "";
    const bool is_auto = config.model.kind == "auto";
    if (is_auto) config.ensemble.plain = config.ensemble.piecewise = 0;
    if (!is_auto) config.training.epochs = 1;
    EXPECT_EQ(model.predict(table), train(config, table, nullptr).predict(table)) << kind;

    config = example_config(kind);
    config.training.time_budget = "10h";
    EXPECT_EQ(train(config, table, nullptr).predict(table), train(example_config(kind), table, nullptr).predict(table));
  }
}

}  // namespace
}  // namespace binet
