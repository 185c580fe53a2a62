#include "explain/importance.hpp"

#include "explain/column_effect.hpp"
#include "explain/effects.hpp"
#include "model/example_models.hpp"
#include "train/terms.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace binet {
namespace {

struct Example {
  Classifier model;
  Table table;
  std::vector<Index> rows;
  Vector target;

  explicit Example(const std::string& kind)
      : model(example_model(kind)), table(parse_table(example_csv(300, 5), {.all_exact = true})) {
    rows.resize(static_cast<std::size_t>(table.rows));
    std::iota(rows.begin(), rows.end(), Index{0});
    target = read_target(table, model.schema.target);
  }
};

TEST(ColumnImportance, RanksColumnsAndAgreesOnEveryKind) {
  for (const char* kind : {"logistic", "mlp", "auto"}) {
    const Example example(kind);
    const auto found = column_importance(example.model, example.table, example.rows, example.target, Vector(), {});
    ASSERT_EQ(found.size(), 3U);
    EXPECT_NE(found[0].columns.front(), "colour");
    EXPECT_GT(found[0].mean, 4 * found[0].standard_error) << kind;
    EXPECT_EQ(found[0].repeats.size(), 5U);
    EXPECT_LT(found[0].repeat_error, 0.2 * found[0].mean);
  }
}

TEST(ColumnImportance, ComputesTermsFromTheShuffledCells) {
  Config config = example_config("logistic");
  config.model.terms = "x1*x2 + colour:x1";
  Table training = parse_table(example_csv(300));
  prepare_terms(config, training);
  const Classifier model = train(config, training, nullptr);
  const Table table = parse_table(example_csv(300, 5), {.all_exact = true});
  std::vector<Index> rows(static_cast<std::size_t>(table.rows));
  std::iota(rows.begin(), rows.end(), Index{0});
  const Vector target = read_target(table, model.schema.target);
  const auto found = column_importance(model, table, rows, target, Vector(), {.repeats = 1});
  ASSERT_EQ(found.size(), 3U);
  for (const ColumnImportance& item : found) {
    EXPECT_NE(item.mean, 0) << item.columns.front();
    EXPECT_EQ(item.columns.front().find(':'), std::string::npos);
  }
  EXPECT_EQ(found.back().columns.front(), "colour");
}

TEST(ColumnImportance, AllColumnsTogetherEqualShufflingWholeRows) {
  const Example example("logistic");
  ImportanceSettings settings;
  settings.groups = {{"x1", "x2", "colour"}};
  const auto found = column_importance(example.model, example.table, example.rows, example.target, Vector(), settings);
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].columns.size(), 3U);
  // If whole rows are shuffled: the mean over all pairs of one row's cells and another row's target.
  const VectorD logits = example.model.logits(example.table);
  double all = 0, own = 0;
  for (Index i = 0; i < logits.size(); ++i) {
    for (Index j = 0; j < logits.size(); ++j) {
      const double loss = std::log1p(std::exp(logits[i])) - static_cast<double>(example.target[j]) * logits[i];
      all += loss / static_cast<double>(logits.size() * logits.size());
      own += i == j ? loss / static_cast<double>(logits.size()) : 0;
    }
  }
  EXPECT_NEAR(found[0].mean, all - own, 4 * found[0].repeat_error);
}

TEST(ColumnImportance, RefusesAGroupOfUnknownColumns) {
  const Example example("logistic");
  ImportanceSettings settings;
  settings.groups = {{"x1", "x9"}};
  EXPECT_ANY_THROW(
      column_importance(example.model, example.table, example.rows, example.target, Vector(), settings));
}

TEST(CorrelatedColumns, AreThoseThatFollowOneAnother) {
  Random random(3);
  std::string text = "a,b,c,d,y\n";
  for (int i = 0; i < 200; ++i) {
    const double a = random.normal(), c = random.normal();
    text += std::to_string(a) + "," + std::to_string(-2 * a + 0.1 * random.normal()) + "," + std::to_string(c) + "," +
            (a > 0 ? "up" : "down") + "," + (a + c + random.normal() > 0 ? "yes" : "no") + "\n";
  }
  const Table table = parse_table(text);
  const Classifier model = train(example_config("logistic"), table, nullptr);
  std::vector<Index> rows(200);
  std::iota(rows.begin(), rows.end(), Index{0});
  EXPECT_EQ(correlated_columns(model, table, rows, 0.9), (std::vector<std::vector<std::string>>{{"a", "b"}}));
  EXPECT_EQ(correlated_columns(model, table, rows, 0.7), (std::vector<std::vector<std::string>>{{"a", "b", "d"}}));
}

TEST(ColumnValues, HoldTheEndsOfNumbersAndTheCommonLevels) {
  const Example example("logistic");
  const ColumnValues x1 = column_values(example.model, example.table, example.rows, "x1", 7);
  EXPECT_EQ(x1.size(), 7U);
  EXPECT_EQ(x1.numbers.front(), example.table.at("x1").summary->minimum);
  EXPECT_EQ(x1.numbers.back(), example.table.at("x1").summary->maximum);
  EXPECT_EQ(column_values(example.model, example.table, example.rows, "colour", 2).size(), 2U);
  EXPECT_ANY_THROW(column_values(example.model, example.table, example.rows, "x9", 2));
}

TEST(AccumulatedEffects, FollowTheMeanOfLocalChanges) {
  const Example example("mlp");
  const ColumnValues values = column_values(example.model, example.table, example.rows, "x2", 2);
  const std::vector<double> found = accumulated_effects(example.model, example.table, example.rows, values);
  // One bin: the mean change from one end to the other is the difference of the partial dependence.
  const Table rows = example.table.gather(example.rows);
  const PartialEffect partial = partial_effect(example.model, rows, *values.schema, values.numbers, {});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NEAR(found[1] - found[0], partial.mean[1] - partial.mean[0], 1e-12);
  EXPECT_NEAR(found[0] + found[1], 0, 1e-12);
}

TEST(EffectSurface, HasThePartialEffectOfOneColumnWhereTheOtherIsSet) {
  const Example example("auto");
  const ColumnValues colour = column_values(example.model, example.table, example.rows, "colour", 3);
  const ColumnValues x1 = column_values(example.model, example.table, example.rows, "x1", 4);
  const auto surface = effect_surface(example.model, example.table, example.rows, x1, colour);
  ASSERT_EQ(surface.size(), 4U);
  ASSERT_EQ(surface[0].size(), 3U);
  Table rows = example.table.gather(example.rows);
  Column& column = *std::ranges::find(rows.columns, std::string("colour"), &Column::name);
  column.levels = colour.levels;
  for (Index r = 0; r < rows.rows; ++r) rows.blocks.front().codes(r, column.slot) = 1;
  const PartialEffect partial = partial_effect(example.model, rows, *x1.schema, x1.numbers, {});
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(surface[i][1], partial.mean[i], 1e-12);
}

}  // namespace
}  // namespace binet
