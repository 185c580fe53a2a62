#include "explain/contributions.hpp"

#include "explain/typical_row.hpp"
#include "model/example_models.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <numeric>
#include <string>

namespace binet {
namespace {

/// Missing cells, levels never seen and numbers far out.
constexpr const char* kRows =
    "x1,x2,colour\n0.5,90,red\n,90,blue\n-2,130,mauve\n1e6,100,\n0,,green\n,,\n-1,110,green\n0.25,70,red\n";

Config config_of(const std::string& kind) {
  Config config = example_config(kind);
  config.ensemble.additive_bins = 6;
  config.ensemble.random_features = 20;
  return config;
}

Classifier trained(const std::string& kind) {
  return train(config_of(kind), parse_table(example_csv(300)), nullptr);
}

/// Shapley values of a function of the set of columns that have the row's cell, by their definition.
std::vector<double> shapley(std::size_t columns, const std::vector<double>& value_of_set) {
  std::vector<double> factorial{1};
  for (std::size_t i = 1; i <= columns; ++i) factorial.push_back(factorial.back() * static_cast<double>(i));
  std::vector<double> values(columns);
  for (std::size_t set = 0; set < value_of_set.size(); ++set) {
    const auto size = static_cast<std::size_t>(std::popcount(set));
    for (std::size_t c = 0; c < columns; ++c) {
      if ((set >> c & 1U) != 0) continue;
      const double weight = factorial[size] * factorial[columns - size - 1] / factorial[columns];
      values[c] += weight * (value_of_set[set | std::size_t{1} << c] - value_of_set[set]);
    }
  }
  return values;
}

/// The logits of all mixtures of a row of `table` and the typical row, by set of columns.
std::vector<double> logits_of_sets(const Classifier& model, const Table& table, Index row) {
  const Table typical = typical_row(model);
  std::vector<double> logits;
  for (std::size_t set = 0; set < std::size_t{1} << table.columns.size(); ++set) {
    Table mixed = typical.gather(std::vector<Index>{0});
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if ((set >> c & 1U) == 0) continue;
      const Column& from = table.columns[c];
      Column& to = *std::ranges::find(mixed.columns, from.name, &Column::name);
      if (from.type == ColumnType::numeric) {
        mixed.blocks.front().exact(0, to.slot) = table.number(from, row);
      } else {
        to.levels = from.levels;
        mixed.blocks.front().codes(0, to.slot) = table.code(from, row);
      }
    }
    logits.push_back(model.logits(mixed)[0]);
  }
  return logits;
}

TEST(Contributions, SumToTheLogitMinusThatOfTheTypicalRow) {
  const Table rows = parse_table(kRows);
  for (const char* kind : {"logistic", "mlp", "auto"}) {
    const Classifier model = trained(kind);
    const RowExplainer explainer(model);
    EXPECT_EQ(explainer.columns(), (std::vector<std::string>{"x1", "x2", "colour"}));
    EXPECT_EQ(explainer.base(), model.logits(typical_row(model))[0]);
    const RowExplainer::Explained found = explainer.explain(rows);
    EXPECT_EQ(found.logit, model.logits(rows)) << kind;
    for (Index row = 0; row < rows.rows; ++row) {
      EXPECT_NEAR(found.contributions.row(row).sum(), found.logit[row] - explainer.base(), 1e-9) << kind << row;
    }
  }
}

TEST(Contributions, AreShapleyValuesByTheirDefinition) {
  const Table rows = parse_table(kRows);
  for (const char* kind : {"logistic", "mlp", "auto"}) {
    const Classifier model = trained(kind);
    const RowExplainer::Explained found = RowExplainer(model, 200).explain(rows);
    const RowExplainer::Explained usual = RowExplainer(model).explain(rows);
    for (Index row = 0; row < rows.rows; ++row) {
      const std::vector<double> logits = logits_of_sets(model, rows, row);
      const std::vector<double> expected = shapley(rows.columns.size(), logits);
      const double scale = 1 + std::abs(logits.back() - logits.front());
      for (Index c = 0; c < std::ssize(rows.columns); ++c) {
        const double value = expected[static_cast<std::size_t>(c)];
        EXPECT_NEAR(found.contributions(row, c), value, (std::string(kind) == "logistic" ? 1e-5 : 0.02) * scale) << kind << row << c;
        EXPECT_NEAR(usual.contributions(row, c), value, (std::string(kind) == "logistic" ? 1e-5 : 0.1) * scale) << kind << row << c;
      }
    }
  }
}

TEST(Contributions, OfTheTypicalRowAreZero) {
  for (const char* kind : {"logistic", "mlp", "auto"}) {
    const Classifier model = trained(kind);
    const RowExplainer::Explained found = RowExplainer(model).explain(typical_row(model));
    EXPECT_EQ(found.contributions, MatrixD::Zero(1, 3)) << kind;
  }
}

TEST(Contributions, DoNotDependOnTheRowsBeside) {
  const Classifier model = trained("auto");
  const Table rows = parse_table(kRows);
  const RowExplainer explainer(model);
  const RowExplainer::Explained all = explainer.explain(rows);
  for (Index row = 0; row < rows.rows; ++row) {
    const MatrixD alone = explainer.explain(rows.gather(std::vector<Index>{row})).contributions;
    EXPECT_LE((alone - all.contributions.row(row)).cwiseAbs().maxCoeff(), 1e-12) << row;
  }
}

TEST(Contributions, FewerPairsForMoreColumns) {
  EXPECT_EQ(order_pairs(3), 4);
  EXPECT_EQ(order_pairs(15), 2);
  EXPECT_EQ(order_pairs(30), 1);
  EXPECT_EQ(order_pairs(3000), 1);
}

}  // namespace
}  // namespace binet
