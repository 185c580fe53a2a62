#include "sgd/schedule.hpp"

#include "binet/base/error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

namespace binet {
namespace {

double at(const char* name, double t, const ScheduleSettings& settings = {}) {
  return learning_rate_factor(schedule(name), t, settings);
}

TEST(Schedule, ReadsTheSettingsThatItsRowNames) {
  const std::pair<const char*, ScheduleSettings> changed[] = {
      {"step_every", {.step_every = 0.2}},
      {"step_factor", {.step_factor = 0.5}},
      {"final_factor", {.final_factor = 0.5}},
  };
  for (const Schedule& schedule : schedules()) {
    for (const auto& [name, settings] : changed) {
      EXPECT_EQ(schedule.factor(0.5, settings) != schedule.factor(0.5, {}), schedule.reads(name))
          << schedule.name << ": " << name;
    }
  }
}

TEST(Schedule, ValuesAtChosenTimes) {
  EXPECT_EQ(at("constant", 0.7), 1);
  EXPECT_EQ(at("step", 0.29), 1);
  EXPECT_NEAR(at("step", 0.61), 0.01, 1e-15);
  EXPECT_NEAR(at("exponential", 0.5), 0.1, 1e-15);
  EXPECT_NEAR(at("cosine", 0), 1, 1e-15);
  EXPECT_NEAR(at("cosine", 0.5), 0.505, 1e-15);
  EXPECT_NEAR(at("cosine", 1), 0.01, 1e-15);
  EXPECT_NEAR(at("coslog4", 0), 0, 1e-15);
  EXPECT_NEAR(at("coslog4", 1), 0, 1e-15);
  EXPECT_NEAR(at("coslog4", (std::sqrt(2.0) - 1) / 15), 1, 1e-12);  // the first of its four crests
  EXPECT_EQ(at("half_cosine", 0.49), 1);
  EXPECT_NEAR(at("half_cosine", 0.75), 0.5, 1e-15);
  EXPECT_NEAR(at("half_cosine", 1), 0, 1e-15);
}

TEST(Schedule, EveryOneStaysWithinZeroAndOne) {
  for (const Schedule& row : schedules()) {
    for (double t = 0; t <= 1; t += 1.0 / 64) {
      EXPECT_GE(row.factor(t, {}), 0) << row.name << " at " << t;
      EXPECT_LE(row.factor(t, {}), 1) << row.name << " at " << t;
    }
  }
}

TEST(Schedule, WarmUpRisesLinearlyUnderAnySchedule) {
  EXPECT_NEAR(at("constant", 0.05, {.warmup = 0.1}), 0.5, 1e-15);
  EXPECT_EQ(at("constant", 0.2, {.warmup = 0.1}), 1);
  EXPECT_NEAR(at("cosine", 0.05, {.warmup = 0.1}), 0.5 * at("cosine", 0.05), 1e-15);
}

TEST(Schedule, UnknownNameIsAUsageError) {
  EXPECT_THROW(schedule("cosin"), UsageError);
}

}  // namespace
}  // namespace binet
