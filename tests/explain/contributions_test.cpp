#include "explain/contributions.hpp"

#include "binet/base/error.hpp"
#include "explain/typical_row.hpp"
#include "model/example_models.hpp"
#include "train/terms.hpp"

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

/// A kind of model, or "distilled".
Config config_of(const std::string& kind) {
  Config config = example_config(kind == "distilled" ? "auto" : kind);
  if (kind == "distilled") config.ensemble.distilled_units = 8;
  config.ensemble.additive_bins = config.ensemble.sparse_bins = 6;
  config.ensemble.random_features = 20;
  return config;
}

Classifier trained(const std::string& kind) {
  return train(config_of(kind), parse_table(example_csv(300)), nullptr);
}

/// With terms of one, two and three columns.
Classifier trained_with_terms(const std::string& kind) {
  Config config = config_of(kind);
  config.model.terms = "x1*colour + poly(x2, 2) + x1:x2 + I(x1^2):x2:colour";
  Table table = parse_table(example_csv(300));
  prepare_terms(config, table);
  return train(config, table, nullptr);
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
  for (const char* kind : {"logistic", "mlp", "auto", "distilled"}) {
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
  for (const char* kind : {"logistic", "mlp", "auto", "distilled"}) {
    const Classifier model = trained(kind);
    const RowExplainer::Explained found = RowExplainer(model, 200).explain(rows);
    const RowExplainer::Explained usual = RowExplainer(model).explain(rows);
    for (Index row = 0; row < rows.rows; ++row) {
      const std::vector<double> logits = logits_of_sets(model, rows, row);
      const std::vector<double> expected = shapley(rows.columns.size(), logits);
      const double scale = 1 + std::abs(logits.back() - logits.front());
      for (Index c = 0; c < std::ssize(rows.columns); ++c) {
        const double value = expected[static_cast<std::size_t>(c)];
        EXPECT_NEAR(found.contributions(row, c), value, (std::string(kind) == "logistic" ? 1e-5 : 0.02) * scale)
            << kind << row << c;
        EXPECT_NEAR(usual.contributions(row, c), value, (std::string(kind) == "logistic" ? 1e-5 : 0.1) * scale)
            << kind << row << c;
      }
    }
  }
}

TEST(Contributions, TermsAreSharedAmongTheirColumns) {
  const Table rows = parse_table(kRows);
  for (const char* kind : {"logistic", "mlp", "auto", "distilled"}) {
    const Classifier model = trained_with_terms(kind);
    const RowExplainer explainer(model);
    EXPECT_EQ(explainer.columns(), (std::vector<std::string>{"x1", "x2", "colour"}));
    EXPECT_EQ(explainer.base(), model.logits(typical_row(model))[0]);
    const RowExplainer::Explained found = explainer.explain(rows), fine = RowExplainer(model, 200).explain(rows);
    EXPECT_EQ(found.logit, model.logits(rows)) << kind;
    const bool exact = std::string(kind) == "logistic";
    EXPECT_EQ(explainer.additive(), exact);
    for (Index row = 0; row < rows.rows; ++row) {
      EXPECT_NEAR(found.contributions.row(row).sum(), found.logit[row] - explainer.base(),
                  1e-12 * (1 + found.contributions.row(row).cwiseAbs().sum())) << kind << row;
      const std::vector<double> logits = logits_of_sets(model, rows, row);
      const std::vector<double> expected = shapley(rows.columns.size(), logits);
      double scale = 1;
      for (const double logit : logits) scale = std::max(scale, std::abs(logit));
      for (Index c = 0; c < std::ssize(rows.columns); ++c) {
        EXPECT_NEAR(fine.contributions(row, c), expected[static_cast<std::size_t>(c)], (exact ? 1e-5 : 0.02) * scale)
            << kind << row << c;
      }
    }
    EXPECT_LE(explainer.explain(typical_row(model)).contributions.cwiseAbs().maxCoeff(), 0) << kind;
  }
}

TEST(Contributions, TermWithoutAValueBetweenTheRowsCountsAsMissing) {
  Config config = config_of("logistic");
  config.model.terms = "log(a - b) + colour";
  std::string text = "a,b,colour,y\n";
  for (int i = 0; i < 60; ++i) {
    text += std::to_string(100 + i % 7) + "," + std::to_string(90 + i % 5) + "," + (i % 3 == 0 ? "red" : "blue") + "," +
            (i % 4 == 0 ? "yes" : "no") + "\n";
  }
  Table table = parse_table(text);
  prepare_terms(config, table);
  const Classifier model = train(config, table, nullptr);
  const Table row = parse_table("a,b,colour\n5,2,red\n"), none = parse_table("a,b,colour\n2,5,red\n");
  const RowExplainer explainer(model);
  const RowExplainer::Explained found = explainer.explain(row);  // a typical b beside this a: log(5 − 92)
  EXPECT_NEAR(found.contributions.sum(), found.logit[0] - explainer.base(), 1e-9);
  EXPECT_THROW(explainer.explain(none), Error);  // as predict does
}

TEST(Contributions, TheTypicalRowHasNone) {
  for (const char* kind : {"logistic", "mlp", "auto", "distilled"}) {
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
