#include "features/encoder.hpp"

#include "binet/base/error.hpp"
#include "math/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

namespace binet {
namespace {

using testing::DoubleNear;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

std::vector<Index> all_rows(const Table& table) {
  std::vector<Index> rows(static_cast<std::size_t>(table.rows));
  std::iota(rows.begin(), rows.end(), Index{0});
  return rows;
}

Encoder fitted(const Table& table, const EncoderSettings& settings = {}) {
  const std::vector<Index> rows = all_rows(table);
  return Encoder::fit(infer_schema(table, {"y", "1", "0", true}, {}, rows), table, rows, settings);
}

std::vector<double> dense_column(const Features& features, Index c) {
  std::vector<double> cells;
  for (Index r = 0; r < features.rows(); ++r) cells.push_back(static_cast<double>(features.dense(r, c)));
  return cells;
}

TEST(Encoder, EncodesTheSameWhenItUsesTheTableUp) {
  std::string text = "y,a,b\n";
  for (int i = 0; i < 20000; ++i)
    text += std::to_string(i % 2) + "," + std::to_string(i % 97) + ",b" + std::to_string(i % 5) + "\n";
  Table table = parse_table(text);
  std::vector<Index> rows;
  for (Index row = 0; row < table.rows; row += row % 7 == 0 ? 2 : 1) rows.push_back(row);
  const Encoder encoder = fitted(table);
  const Features expected = encoder.encode(table, rows), features = encoder.encode(std::move(table), rows);
  EXPECT_EQ(features.dense, expected.dense);
  EXPECT_EQ(features.codes, expected.codes);
  EXPECT_EQ(table.rows, 20000);
  EXPECT_EQ(table.blocks[0].exact.columns() + table.blocks[0].wide.columns(), 0);
}

TEST(Encoder, StandardisesByPopulationDeviationAndFlagsMissingCells) {
  const Table table = parse_table("y,a\n1,1\n0,3\n1,\n0,5\n");
  const Encoder encoder = fitted(table);
  EXPECT_DOUBLE_EQ(encoder.numeric()[0].center, 3);
  EXPECT_DOUBLE_EQ(encoder.numeric()[0].scale, std::sqrt(8.0 / 3));
  EXPECT_THAT(encoder.dense_names(), ElementsAre("a", "a (missing)"));
  const Features features = encoder.encode(table);
  EXPECT_THAT(dense_column(features, 0), ElementsAre(DoubleNear(-1.224745, 1e-6), 0, 0, DoubleNear(1.224745, 1e-6)));
  EXPECT_THAT(dense_column(features, 1), ElementsAre(0, 0, 1, 0));
}

TEST(Encoder, KeepsPrecisionFarFromZero) {
  const Table table = parse_table("y,a\n1,1000000001\n0,1000000002\n1,1000000003\n");
  EXPECT_DOUBLE_EQ(fitted(table).numeric()[0].scale, std::sqrt(2.0 / 3));
}

TEST(Encoder, ScalesNumbersNearTheEndsOfTheirRange) {
  for (const std::string power : {"e300", "e-300"}) {
    const Table table = parse_table("y,a\n1,-1" + power + "\n0,1" + power + "\n");
    EXPECT_THAT(dense_column(fitted(table).encode(table), 0), ElementsAre(DoubleNear(-1, 1e-6), DoubleNear(1, 1e-6)));
  }
}

TEST(Encoder, CentersAColumnOfOneNumberAndMissingCellsOnIt) {
  for (const std::string number : {"0.1", "-1e308"}) {
    std::string text = "y,a\n1,\n0,\n";
    for (int i = 0; i < 7; ++i) text += "1," + number + "\n";
    const Table table = parse_table(text);
    EXPECT_EQ(fitted(table).numeric()[0].center, std::stod(number));
    EXPECT_EQ(fitted(table).numeric()[0].scale, 1);
    EXPECT_THAT(dense_column(fitted(table).encode(table), 0), Each(0));
  }
}

TEST(Encoder, BoundsNumbersFarOutsideTheRowsItWasFittedOn) {
  const Table table = parse_table("y,a\n1,-1\n0,1\n");
  EXPECT_THAT(dense_column(fitted(table).encode(parse_table("a\n-1e300\n1e39\n2\n")), 0),
              ElementsAre(DoubleNear(-1e15, 1e9), DoubleNear(1e15, 1e9), 2));
}

TEST(Encoder, ScalesRobustlyAndClips) {
  std::string text = "y,a,b\n";
  for (int i = 0; i <= 100; ++i) text += std::to_string(i % 2) + "," + std::to_string(i) + (i == 7 ? ",4\n" : ",0\n");
  const Table table = parse_table(text);
  const Encoder encoder = fitted(table, {.numeric = "robust", .clip = 3});
  EXPECT_DOUBLE_EQ(encoder.numeric()[0].center, 50);
  EXPECT_DOUBLE_EQ(encoder.numeric()[0].scale, 50);
  EXPECT_DOUBLE_EQ(encoder.numeric()[1].scale, 2);  // half the range, as both quartiles are 0
  const Features features = encoder.encode(table);
  EXPECT_NEAR(static_cast<double>(features.dense(100, 0)), 1 / std::sqrt(1 + 1.0 / 9), 1e-6);
  EXPECT_NEAR(static_cast<double>(features.dense(7, 1)), 2 / std::sqrt(1 + 4.0 / 9), 1e-6);
}

TEST(Encoder, OrdersLevelsByFrequencyPoolsRareOnesAndKnowsUnseenOnes) {
  const Table table = parse_table("y,s\n1,b\n0,b\n1,a\n0,a\n1,c\n0,\n1,b\n0,d\n");
  const Encoder encoder = fitted(table, {.min_count = 2});
  const CategoryEncoding& s = encoder.categories()[0];
  EXPECT_THAT(s.levels, ElementsAre("b", "a"));
  EXPECT_TRUE(s.pooled);
  EXPECT_TRUE(s.missing);
  EXPECT_EQ(s.code_count(), 4);
  EXPECT_THAT(encoder.code_names(0), ElementsAre("s=b", "s=a", "s (other)", "s (missing)"));
  const Features features = encoder.encode(table);
  EXPECT_EQ(features.codes, (Codes(8, 1) << 0, 0, 1, 1, 2, 3, 0, 2).finished());
  const Table other = parse_table("s\nunseen\na\n");
  EXPECT_EQ(encoder.encode(other).codes, (Codes(2, 1) << 2, 1).finished());
  EXPECT_EQ(fitted(table).encode(other).codes, (Codes(2, 1) << kNoCode, 1).finished());
  EXPECT_THAT(fitted(table, {.max_levels = 1}).categories()[0].levels, ElementsAre("b"));
}

TEST(Encoder, LeavesOutTheFirstLevelOfAnUnpenalisedModel) {
  const Table table = parse_table("y,s\n1,b\n0,b\n1,a\n0,c\n");
  const Encoder encoder = fitted(table, {.reference_level = true});
  EXPECT_EQ(encoder.categories()[0].reference, "a");
  EXPECT_EQ(encoder.encode(table).codes, (Codes(4, 1) << 0, 0, kNoCode, 1).finished());
}

TEST(Encoder, MakesPiecewiseLinearBinsOfRowsAndOfDistinctValues) {
  std::string text = "y,a,b\n";
  for (int i = 0; i < 1000; ++i) {  // b is mostly 0
    text += std::to_string(i % 2) + "," + std::to_string(i % 5) + "," + std::to_string(i < 900 ? 0 : i) + "\n";
  }
  const Table table = parse_table(text);
  const Encoder encoder = fitted(table, {.numeric = "none", .bins = 7});
  EXPECT_THAT(encoder.numeric()[0].edges, ElementsAre(0, 1, 2, 3, 4));
  const std::vector<double>& edges = encoder.numeric()[1].edges;
  EXPECT_THAT(edges, ElementsAre(0, testing::_, testing::_, 999));  // quantiles of rows: 0, 0, 0, 999
  EXPECT_EQ(encoder.shape().bins, (std::vector<Index>{4, 3}));
  EXPECT_EQ(encoder.shape().dense, 0);
  const Features features = encoder.encode(parse_table("a,b\n1.5,0\n9,-5000\n"));
  EXPECT_EQ(features.bins(0, 0), 1);
  EXPECT_EQ(features.positions(0, 0), Scalar(0.5));
  EXPECT_EQ(features.bins(1, 0), 3);
  EXPECT_EQ(features.positions(1, 0), Scalar(2));  // outliers run on outside the last edge, to 2
  EXPECT_EQ(features.positions(1, 1), Scalar(-1));
}

TEST(Encoder, FindsColumnsByName) {
  const Table table = parse_table("y,a,s\n1,1,u\n0,2,v\n");
  const Encoder encoder = fitted(table);
  EXPECT_EQ(encoder.encode(parse_table("s,extra,a\nv,0,2\n")).dense(0, 0), encoder.encode(table).dense(1, 0));
  EXPECT_THAT([&] { encoder.encode(parse_table("s,b\nv,2\n", {}, "t.csv")); },
              ThrowsMessage<Error>(testing::AllOf(HasSubstr("t.csv: missing columns: 'a'"), HasSubstr("'b'"))));
}

TEST(Encoder, AcceptsColumnsReadAsTheOtherType) {
  const Table table = parse_table("y,a,s\n1,1,u\n0,2,7\n1,3,7\n");
  const Encoder encoder = fitted(table);
  const Features features = encoder.encode(parse_table("a,s\n2,7\n", {.categorical = {"a"}}));
  EXPECT_EQ(features.dense(0, 0), 0);
  EXPECT_EQ(features.codes(0, 0), 0);
  EXPECT_THAT([&] { encoder.encode(parse_table("a,s\n2,7\nx,7\n", {}, "t.csv")); },
              ThrowsMessage<Error>(HasSubstr("t.csv:3: column 'a': 'x'; expected a number")));
}

TEST(Encoder, EncodesTheSameByEveryWayOfAsking) {
  std::string text = "y,a,s\n";
  for (int i = 0; i < 10000; ++i)
    text += std::to_string(i % 2) + "," + std::to_string(i * 37 % 101) + ",l" + std::to_string(i % 7) + "\n";
  Table table = parse_table(text);
  const Encoder encoder = fitted(table, {.bins = 3});
  const Features whole = encoder.encode(table);
  const Features by_rows = encoder.encode(table, all_rows(table));
  const Features consumed = encoder.encode(std::move(table));
  for (const Features& other : {by_rows, consumed}) {
    EXPECT_EQ(whole.positions, other.positions);
    EXPECT_EQ(whole.bins, other.bins);
    EXPECT_EQ(whole.codes, other.codes);
  }
}

/// A cell's number as it becomes a dense column, or as it is looked up in the bins.
double encoded(const NumericEncoding& encoding, double cell) {
  const double scaled = std::isnan(cell) ? 0 : encoding.scaled(cell);
  return encoding.clip > 0 ? smoothly_clipped(scaled, encoding.clip) : scaled;
}

void expect_bin(const std::vector<double>& edges, std::int32_t bin, Scalar position, double x) {
  const auto b = static_cast<std::size_t>(bin);
  ASSERT_LT(b + 1, edges.size());
  EXPECT_TRUE((b == 0 || edges[b] <= x) && (b + 2 == edges.size() || x < edges[b + 1]));
  EXPECT_EQ(position, static_cast<Scalar>(std::clamp((x - edges[b]) / (edges[b + 1] - edges[b]), -1.0, 2.0)));
}

/// Columns with gaps and without, side by side in the table or read as text, in rows out of order.
TEST(Encoder, EncodesEveryCellByItsFormula) {
  Random random(7);
  std::string text = "y,whole,gaps,count\n";
  for (int r = 0; r < 3000; ++r) {
    text += std::to_string(r % 2) + "," + std::to_string(random.normal()) + "," +
            (random.below(4) ? std::to_string(1e3 * random.normal()) : "") + "," +
            (random.below(9) ? std::to_string(random.below(50)) : "") + "\n";
  }
  const Table table = parse_table(text), with_text = parse_table(text, {.categorical = {"count"}});
  std::vector<Index> rows = all_rows(table);
  std::reverse(rows.begin() + 700, rows.begin() + 1900);
  for (const EncoderSettings& settings : {EncoderSettings{.missing_indicator = false}, {.clip = 2}, {.bins = 9}}) {
    const Encoder encoder = fitted(table, settings);
    for (const Features& features : {encoder.encode(table, rows), encoder.encode(with_text, rows)}) {
      Index dense = 0, binned = 0;
      for (const NumericEncoding& encoding : encoder.numeric()) {
        const bool bins = !encoding.edges.empty();
        for (Index r = 0; r < features.rows(); ++r) {
          const double cell = table.number(table.at(encoding.column), rows[static_cast<std::size_t>(r)]);
          const double x = encoded(encoding, cell);
          if (bins) {
            expect_bin(encoding.edges, features.bins(r, binned), features.positions(r, binned), x);
          } else {
            EXPECT_EQ(features.dense(r, dense), static_cast<Scalar>(x));
          }
          if (!encoding.missing_indicator) continue;
          EXPECT_EQ(features.dense(r, dense + !bins), std::isnan(cell) ? 1 : 0);
        }
        dense += !bins + encoding.missing_indicator;
        binned += bins;
      }
      EXPECT_EQ(features.dense.cols(), dense);
    }
  }
}

TEST(Encoder, RefusesAnUnknownScaling) {
  EXPECT_THAT([] { fitted(parse_table("y,a\n1,1\n0,2\n"), {.numeric = "standrad"}); },
              ThrowsMessage<UsageError>(HasSubstr("expected standard, robust or none; did you mean 'standard'?")));
}

/// All rows in order are summed up by the reader, chunk by chunk; in any other order by a sweep.
TEST(Encoder, FitsAllRowsAsItFitsThemInAnotherOrder) {
  Random random(6);
  std::string text = "y,far,gaps,level\n";
  for (int r = 0; r < 80000; ++r) {
    text += std::to_string(random.below(2)) + "," + std::to_string(1e6 + random.normal()) + "," +
            (random.below(3) ? std::to_string(random.normal()) : "") + ",level " + std::to_string(random.below(9)) +
            "\n";
  }
  ASSERT_GT(text.size(), std::size_t{2} << 20);
  const Table table = parse_table(text);
  std::vector<Index> rows(static_cast<std::size_t>(table.rows));
  std::iota(rows.begin(), rows.end(), Index{0});
  const std::vector<Index> reversed(rows.rbegin(), rows.rend());
  const TargetSchema target{"y", "1", "0", true};
  const Schema schema = infer_schema(table, target, {}, rows), swept = infer_schema(table, target, {}, reversed);
  const Encoder encoder = Encoder::fit(schema, table, rows, {}), by_sweep = Encoder::fit(swept, table, reversed, {});
  for (std::size_t c = 0; c < schema.columns.size(); ++c) {
    const ColumnSchema &a = schema.columns[c], &b = swept.columns[c];
    EXPECT_EQ(a.missing, b.missing);
    EXPECT_EQ(a.minimum, b.minimum);
    EXPECT_EQ(a.maximum, b.maximum);
    EXPECT_NEAR(a.mean, b.mean, 1e-12 * std::abs(b.maximum));
    EXPECT_EQ(a.levels, b.levels);
  }
  for (std::size_t c = 0; c < encoder.numeric().size(); ++c) {
    const NumericEncoding &a = encoder.numeric()[c], &b = by_sweep.numeric()[c];
    EXPECT_NEAR(a.center, b.center, 1e-12 * std::abs(schema.columns[c].maximum));
    EXPECT_NEAR(a.scale, b.scale, 1e-10 * b.scale);
    EXPECT_EQ(a.missing_indicator, b.missing_indicator);
  }
  EXPECT_EQ(encoder.categories()[0].levels, by_sweep.categories()[0].levels);
}

/// Rows, each repeated as often as `w` says, and the same rows with weights.
struct Weighted {
  std::string table, repeated;
  std::vector<Scalar> weight;
};

Weighted weighted_rows(int rows) {
  Random random(5);
  Weighted made{"y,a,b,c\n", "y,a,b,c\n", {}};
  for (int i = 0; i < rows; ++i) {
    const std::string a = random.uniform() < 0.1 ? "" : std::to_string(random.normal());
    const std::string row = std::to_string(i % 2) + "," + a + "," + std::to_string(random.below(6)) + ",l" +
                            std::to_string(random.below(9)) + "\n";
    made.weight.push_back(static_cast<Scalar>(1 + random.below(4)));
    made.table += row;
    for (Scalar w = 0; w < made.weight.back(); ++w) made.repeated += row;
  }
  return made;
}

TEST(Encoder, WeighsEveryStatisticAsIfRowsWereRepeated) {
  const Weighted made = weighted_rows(60);
  const Table table = parse_table(made.table), repeated = parse_table(made.repeated);
  for (const EncoderSettings& settings :
       {EncoderSettings{.min_count = 14},
        EncoderSettings{.numeric = "robust", .clip = 3, .bins = 4, .max_levels = 4}}) {
    const std::vector<Index> rows = all_rows(table);
    const Schema schema = infer_schema(table, {"y", "1", "0", true}, {}, rows, made.weight);
    const Encoder a = Encoder::fit(schema, table, rows, settings, made.weight), b = fitted(repeated, settings);
    for (std::size_t c = 0; c < a.numeric().size(); ++c) {
      EXPECT_NEAR(a.numeric()[c].center, b.numeric()[c].center, 1e-12);
      EXPECT_NEAR(a.numeric()[c].scale, b.numeric()[c].scale, 1e-12);
      ASSERT_EQ(a.numeric()[c].edges.size(), b.numeric()[c].edges.size());
      for (std::size_t e = 0; e < a.numeric()[c].edges.size(); ++e) {
        EXPECT_NEAR(a.numeric()[c].edges[e], b.numeric()[c].edges[e], 1e-12);
      }
    }
    EXPECT_EQ(a.categories()[0].levels, b.categories()[0].levels);
    EXPECT_EQ(a.categories()[0].pooled, b.categories()[0].pooled);
    for (std::size_t i = 0; i < a.categories()[0].shares.size(); ++i) {
      EXPECT_NEAR(a.categories()[0].shares[i], b.categories()[0].shares[i], 1e-12);
    }
  }
}

TEST(Encoder, HardlySeesRowsOfHardlyAnyWeight) {
  const Table with = parse_table("y,a,b\n1,1,x\n0,2,z\n1,4,x\n0,1e+10,z\n"),
              without = parse_table("y,a,b\n1,1,x\n0,2,z\n1,4,x\n");
  const std::vector<Index> rows = all_rows(with);
  const std::vector<Scalar> weight = {Scalar(0.5), Scalar(0.5), Scalar(0.5), Scalar(1e-25)};
  const Schema schema = infer_schema(with, {"y", "1", "0", true}, {}, rows, weight);
  const Encoder encoder = Encoder::fit(schema, with, rows, {}, weight), expected = fitted(without);
  EXPECT_NEAR(encoder.numeric()[0].center, expected.numeric()[0].center, 1e-5);
  EXPECT_NEAR(encoder.numeric()[0].scale, expected.numeric()[0].scale, 1e-4);
}

TEST(Encoder, UsesTheReferenceLevelAskedFor) {
  const Table table = parse_table("y,g\n1,a\n0,b\n1,c\n0,b\n");
  const Encoder encoder = fitted(table, {.reference_level = true, .references = {"g=b"}});
  EXPECT_EQ(encoder.categories()[0].reference, "b");
  EXPECT_THAT(encoder.categories()[0].levels, ElementsAre("a", "c"));
  EXPECT_DOUBLE_EQ(encoder.categories()[0].reference_share, 0.5);
  EXPECT_EQ(fitted(table, {.reference_level = true}).categories()[0].reference, "a");
  EXPECT_THAT([&] { fitted(table, {.references = {"g=bb"}}); },
              ThrowsMessage<UsageError>(HasSubstr("did you mean 'b'?")));
  EXPECT_THAT([&] { fitted(table, {.references = {"h=b"}}); },
              ThrowsMessage<UsageError>(HasSubstr("the model uses no column of categories of that name")));
  EXPECT_THAT([&] { fitted(table, {.references = {"g"}}); },
              ThrowsMessage<UsageError>(HasSubstr("expected COLUMN=LEVEL")));
  EXPECT_THAT([&] { fitted(table, {.references = {"g=a", "g=b"}}); },
              ThrowsMessage<UsageError>(HasSubstr("column 'g' has another reference")));
  const Table numbers = parse_table("y,g,x\n1,a,1\n0,b,2\n1,c,3\n");
  EXPECT_THAT([&] { fitted(numbers, {.references = {"x=1"}}); },
              ThrowsMessage<UsageError>(HasSubstr("column 'x' is of numbers; --categorical")));
}

}  // namespace
}  // namespace binet
