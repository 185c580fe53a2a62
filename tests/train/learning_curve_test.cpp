#include "train/learning_curve.hpp"

#include "binet/base/error.hpp"
#include "model/example_models.hpp"
#include "train/resampling.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

TEST(LearningCurve, EndsWithTheCrossValidationOfAllRows) {
  const Table table = parse_table(example_csv(200));
  int fits = 0, of = 0;
  LearningCurveObserver observer;
  observer.fit_done = [&](int done, int all) { fits = std::max(fits, done), of = all; };
  const LearningCurveByRows curve = learning_curve(example_config("logistic"), table, 4, observer);
  EXPECT_EQ(fits, 20);
  EXPECT_EQ(of, 20);
  const CrossValidation all = cross_validate(example_config("logistic"), table, 4);
  ASSERT_EQ(curve.points.size(), 5u);
  EXPECT_EQ(curve.points.back().held_out.pooled.probability, all.pooled.probability);
  EXPECT_EQ(curve.points.back().rows, 150);
  EXPECT_NEAR(curve.points.front().rows, 15, 1);
  for (const LearningCurvePoint& point : curve.points) {
    EXPECT_EQ(point.held_out.pooled.target, all.pooled.target);
    EXPECT_EQ(static_cast<double>(point.training.pooled.target.size()), 4 * point.rows);
  }
  const double few = curve.points.front().held_out.summarize(metric("log_loss")).mean;
  EXPECT_GT(few, all.summarize(metric("log_loss")).mean);
}

TEST(LearningCurve, EachShareIsWithinTheNextAndHasTheSharesOfTheClasses) {
  const Config config = example_config("logistic");
  const Table table = parse_table(example_csv(200));
  const TrainingData data = prepare_training_data(config, table, nullptr);
  std::vector<Index> places(150);
  for (Index i = 0; i < 150; ++i) places[static_cast<std::size_t>(i)] = i + 50;
  const auto units = units_to_learn(data, places, 0);
  ASSERT_EQ(units.size(), 150u);
  const std::vector<Index> few = first_units(units, 15), more = first_units(units, 60);
  EXPECT_EQ(few.size(), 15u);
  EXPECT_EQ(more.size(), 60u);
  EXPECT_TRUE(std::ranges::includes(more, few));
  EXPECT_EQ(first_units(units, 150), places);
  const auto positives = [&](const std::vector<Index>& some) {
    return static_cast<double>(data.training.target(some).sum()) / static_cast<double>(some.size());
  };
  EXPECT_NEAR(positives(few), positives(places), 1.0 / 15);
  EXPECT_NE(units_to_learn(data, places, 1), units);
}

TEST(LearningCurve, AddsWholeGroupsAndTheLatestRowsFirst) {
  std::string text = "g,t,x,y\n";
  for (int i = 0; i < 60; ++i) {
    text += "g" + std::to_string(i / 3) + "," + std::to_string(i * 7 % 60) + "," + std::to_string(i % 11) + "," +
            (i % 4 == 0 ? "yes" : "no") + "\n";
  }
  const Table table = parse_table(text, {.all_exact = true});
  std::vector<Index> places(60);
  for (Index i = 0; i < 60; ++i) places[static_cast<std::size_t>(i)] = i;
  Config config = example_config("logistic");
  config.data.group = "g";
  for (const std::vector<Index>& unit : units_to_learn(prepare_training_data(config, table, nullptr), places, 0)) {
    ASSERT_EQ(unit.size(), 3u);
    EXPECT_EQ(unit[0] / 3, unit[2] / 3);
  }
  config.data.group = "";
  config.data.time = "t";
  const TrainingData timed = prepare_training_data(config, table, nullptr);
  for (const Index place : first_units(units_to_learn(timed, places, 0), 15)) {
    EXPECT_GE(timed.training.time[static_cast<std::size_t>(place)], 45);
  }
}

TEST(LearningCurve, LeavesOutSharesWithTooFewRowsOfAClass) {
  const LearningCurveByRows curve = learning_curve(example_config("logistic"), parse_table(example_csv(60)), 3);
  EXPECT_EQ(curve.too_small, (std::vector<double>{0.1, 0.2}));
  EXPECT_EQ(curve.points.front().share, 0.4);
  EXPECT_EQ(learning_curve_to_json(curve)["shares_left_out"].size(), 2u);
  EXPECT_THROW(learning_curve(example_config("logistic"), parse_table("x,y\n1,a\n2,b\n3,b\n4,b\n"), 2), Error);
}

TEST(LearningCurve, ComparesTheLastTwoSharesFoldByFold) {
  LearningCurveByRows curve;
  for (const double shift : {0.0, 0.1}) {
    LearningCurvePoint& point = curve.points.emplace_back();
    for (const double p : {0.5, 0.8}) point.held_out.folds.push_back({{p + shift}, {1}, {}, 0.5});
  }
  const auto change = last_change(curve, metric("log_loss"));
  const double a = std::log(0.5 / 0.6), b = std::log(0.8 / 0.9);
  EXPECT_NEAR(change.mean, (a + b) / 2, 1e-12);
  EXPECT_NEAR(change.standard_error, std::abs(a - b) / 2, 1e-12);
  curve.points.pop_back();
  EXPECT_TRUE(std::isnan(last_change(curve, metric("log_loss")).mean));
}

}  // namespace
}  // namespace binet
