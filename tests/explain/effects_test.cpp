#include "explain/effects.hpp"

#include "model/example_models.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace binet {
namespace {

Table rows_of(const Table& table) {
  std::vector<Index> all(static_cast<std::size_t>(table.rows));
  std::iota(all.begin(), all.end(), Index{0});
  return table.gather(all);
}

const ColumnSchema& schema_of(const Classifier& model, const std::string& name) {
  return *std::ranges::find(model.schema.columns, name, &ColumnSchema::name);
}

TEST(PartialEffect, OneRowGivesThePredictionOfThatRowChanged) {
  const Classifier model = example_model("mlp");
  const Table row = parse_table("x1,x2,colour,y\n0.5,90,red,yes\n").gather(std::array<Index, 1>{0});
  const PartialEffect effect = partial_effect(model, row, schema_of(model, "x1"), {-1, 2}, {});
  const Table changed = parse_table("x1,x2,colour,y\n-1,90,red,yes\n2,90,red,no\n,90,red,no\n");
  const VectorD expected = model.predict(changed);
  EXPECT_EQ(effect.mean, (std::vector<double>{expected[0], expected[1]}));
  EXPECT_EQ(effect.missing, expected[2]);
  EXPECT_TRUE(effect.low.empty());
}

TEST(PartialEffect, ACategoryTriesItsLevels) {
  const Classifier model = example_model("logistic");
  const Table rows = rows_of(parse_table(example_csv(50, 3)));
  const PartialEffect effect = partial_effect(model, rows, schema_of(model, "colour"), {}, {"red", "blue"});
  ASSERT_EQ(effect.mean.size(), 2U);
  EXPECT_GT(effect.mean[0], effect.mean[1]);  // red raises the logit
  EXPECT_LE(effect.low[0], effect.mean[0]);
  EXPECT_GT(effect.spread(), 0);
}

TEST(PermutationImportance, RanksTheColumnThatMattersMostFirst) {
  const Classifier model = example_model("logistic");
  const Table table = parse_table(example_csv(400, 5));
  const Vector target = read_target(table, model.schema.target);
  const Table rows = rows_of(table);
  const std::vector<Importance> found = permutation_importance(model, rows, target, 1);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[1].column, "x2");
  EXPECT_GT(found[1].mean, found[2].mean);
  EXPECT_GT(found[1].mean, 4 * found[1].standard_error);
  EXPECT_EQ(model.logits(rows), model.logits(table));  // the rows are as they were
}

}  // namespace
}  // namespace binet
