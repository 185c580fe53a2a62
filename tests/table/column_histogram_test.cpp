#include "table/column_histogram.hpp"

#include "table/cell_weights.hpp"
#include "table/column_figures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace binet::detail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ColumnHistogram, CutsNumbersIntoTenths) {
  std::vector<double> numbers;
  for (int i = 1; i <= 100; ++i) numbers.push_back(i);
  const ColumnHistogram histogram = histogram_of_numbers(numbers, std::vector<double>(100, 1));
  EXPECT_THAT(histogram.edges, ElementsAre(10, 20, 30, 40, 50, 60, 70, 80, 90));
  for (const double share : histogram.shares) EXPECT_NEAR(share, 0.1, 1e-12);
  EXPECT_EQ(bin_of(histogram, 10), 0u);
  EXPECT_EQ(bin_of(histogram, 10.5), 1u);
  EXPECT_EQ(bin_of(histogram, 1e9), 9u);
}

TEST(ColumnHistogram, HasOneEdgePerDistinctNumber) {
  const ColumnHistogram histogram = histogram_of_numbers({0, 1}, {3, 1});
  EXPECT_THAT(histogram.edges, ElementsAre(0, 1));
  EXPECT_THAT(histogram.shares, ElementsAre(0.75, 0.25, 0));
  EXPECT_THAT(histogram_of_numbers({}, {}).shares, IsEmpty());
}

TEST(HistogramCounts, CountEachNumberInItsBin) {
  std::string text = "x,g,y\n";
  for (int i = 0; i < 1100; ++i) {
    text += (i % 10 == 0 ? "" : std::to_string((i * 37) % 101)) + "," + "abc"[i % 3] + "," + std::to_string(i % 2);
    text += "\n";
  }
  const Table table = parse_table(text);
  Schema schema;
  schema.columns.resize(2);
  schema.columns[0].name = "x";
  schema.columns[1].name = "g";
  schema.columns[1].type = ColumnType::category;
  schema.columns[1].levels = {"a", "b"};
  schema.columns[0].histogram = {{10, 20.5, 90}, {}, {0.1, 0.1, 0.7, 0.1}};
  schema.columns[1].histogram = {{}, {"a"}, {0.4, 0.6}};
  const HistogramCounts::Counts counts = HistogramCounts(schema).count(table);
  std::vector<double> expected(4, 0);
  for (const double x : table.numbers(table.at("x"))) {
    if (!std::isnan(x)) ++expected[bin_of(schema.columns[0].histogram, x)];
  }
  EXPECT_EQ(counts[0], expected);
  EXPECT_THAT(counts[1], ElementsAre(367, 733));
}

TEST(DriftCounts, WeightsAreAsGoodAsRepeatedRows) {
  Schema schema;
  schema.columns.resize(2);
  schema.columns[0].name = "x";
  schema.columns[0].minimum = 0;
  schema.columns[0].maximum = 5;
  schema.columns[0].histogram = {{2}, {}, {0.5, 0.5}};
  schema.columns[1].name = "g";
  schema.columns[1].type = ColumnType::category;
  schema.columns[1].levels = {"a", "b"};
  schema.columns[1].histogram = {{}, {"a", "b"}, {0.5, 0.5, 0}};
  schema.rows = 40;
  const std::vector<Scalar> weight = {3, 1, 2, 0, 4, 1};
  const std::vector<std::string> lines = {"1,a", ",b", "7,c", "9,d", "3,A", "4,"};
  std::string once = "x,g\n", repeated = once;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    once += lines[i] + "\n";
    for (int copy = 0; copy < static_cast<int>(weight[i]); ++copy) repeated += lines[i] + "\n";
  }
  const auto figures = [&](const std::string& text, std::span<const Scalar> weights) {
    const Table table = parse_table(text);
    DriftCounts counts(schema);
    counts.add(counts.count(table, weights));
    return column_figures(schema, counts, HistogramCounts(schema).count(table, weights),
                          count_weighted_rows(table.rows, weights));
  };
  const std::vector<ColumnFigures> by_weight = figures(once, weight), by_rows = figures(repeated, {});
  for (std::size_t c = 0; c < 2; ++c) {
    EXPECT_EQ(by_weight[c].psi, by_rows[c].psi);
    EXPECT_EQ(by_weight[c].chance, by_rows[c].chance);
    EXPECT_EQ(by_weight[c].missing, by_rows[c].missing);
    EXPECT_EQ(by_weight[c].unseen, by_rows[c].unseen);
    EXPECT_EQ(by_weight[c].outside, by_rows[c].outside);
    EXPECT_EQ(by_weight[c].unseen_text, by_rows[c].unseen_text);
  }
}

TEST(ColumnHistogram, GivesTheCommonestLevelsABinEach) {
  std::string text = "g\n";
  for (int level = 0; level < 30; ++level) {
    for (int i = 0; i <= level; ++i) text += "l" + std::to_string(level) + "\n";
  }
  const Table table = parse_table(text);
  std::vector<Index> rows;
  for (Index r = 0; r < table.rows; ++r) rows.push_back(r);
  const ColumnHistogram histogram = histogram_of(table, table.at("g"), rows, {});
  EXPECT_EQ(histogram.levels.size(), 20u);
  EXPECT_EQ(histogram.levels.front(), "l29");
  EXPECT_EQ(histogram.shares.size(), 21u);
  EXPECT_NEAR(histogram.shares.back(), 55.0 / 465, 1e-12);
}

TEST(PopulationStabilityIndex, IsAsDefinedAndZeroForEqualShares) {
  EXPECT_EQ(population_stability_index({0.5, 0.5}, {0.5, 0.5}, 1e-3), 0);
  EXPECT_NEAR(population_stability_index({0.75, 0.25}, {0.5, 0.5}, 1e-3),
              0.25 * std::log(0.75 / 0.5) + (0.25 - 0.5) * std::log(0.25 / 0.5), 1e-12);
  EXPECT_NEAR(population_stability_index({1, 0}, {0.99, 0.01}, 0.01), 0.01 * std::log(1 / 0.99), 1e-12);
}

TEST(CodesInATable, AreCategoriesWhateverElseTheColumnHolds) {
  const auto type_of = [](const std::string& cells) { return parse_table("c\n" + cells).columns[0].type; };
  EXPECT_EQ(type_of("10001\n01001\n"), ColumnType::category);
  EXPECT_EQ(type_of("100000\n1E5\n"), ColumnType::category);
  EXPECT_EQ(type_of("9007199254740993\n5\n"), ColumnType::category);
  EXPECT_EQ(type_of("0\n0.5\n-0\n00.5\n"), ColumnType::numeric);
  std::string many = "7\n";
  for (int i = 0; i < 100000; ++i) many += std::to_string(10000 + i) + "\n";
  EXPECT_EQ(type_of(many), ColumnType::numeric);
  EXPECT_EQ(type_of(many + "01001\n"), ColumnType::category) << "far behind the first records";
}

}  // namespace
}  // namespace binet::detail
