#include "binet/table/schema.hpp"

#include "binet/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

namespace binet {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// A table whose column y has the cells given, one a word.
Table targets(const std::string& cells) {
  std::istringstream words(cells);
  std::string rows = "y,x\n", word;
  while (words >> word) rows += word + ",1\n";
  return parse_table(rows, {}, "t.csv");
}

std::string positive_of(const std::string& cells, std::optional<std::string> positive = {}) {
  const TargetSchema target = infer_target(targets(cells), "y", positive);
  return target.positive + " over " + target.negative;
}

TEST(InferTarget, ChoosesThePositiveClassByTheDocumentedRule) {
  EXPECT_EQ(positive_of("1 1 1 0"), "1 over 0");
  EXPECT_EQ(positive_of("1 1 -1"), "1 over -1");
  EXPECT_EQ(positive_of("no YES YES"), "YES over no");
  EXPECT_EQ(positive_of("True True False"), "True over False");
  EXPECT_EQ(positive_of("M B B"), "M over B");
  EXPECT_EQ(positive_of("B M M"), "B over M");
  EXPECT_EQ(positive_of("a b"), "b over a");
  EXPECT_EQ(positive_of("2 1 NA"), "2 over 1");
  EXPECT_EQ(positive_of("M B B", "B"), "B over M");
  EXPECT_EQ(positive_of("1 1.0 2 2", "1.00"), "1 over 2");
}

TEST(InferTarget, MergesSpellingsThatDifferInCaseOrBlanks) {
  TableOptions options;
  options.literal = {"y"};
  const Table padded = parse_table("x,y\n1, yes \n2,no\n3,YES\n4,No\n5,no\n", options);
  const TargetSchema schema = infer_target(padded, "y", "Yes");
  EXPECT_EQ(schema.negative, "no");
  EXPECT_EQ(read_target(padded, schema).transpose(), Vector({{1, 0, 1, 0, 0}}).transpose());
  const Table two = parse_table("x,y\n1,a\n2,A\n3,a\n", options);
  EXPECT_EQ(infer_target(two, "y", "A").negative, "a");  // two texts are two classes
  const Table blank = parse_table("x,y\n1, a\n2, b\n3, a\n", options);
  EXPECT_EQ(infer_target(blank, "y", {}).positive, "b");
}

TEST(InferTarget, ListsTheClassesWhenTheyAreNotTwo) {
  EXPECT_THAT([] { positive_of("a b c a"); },
              ThrowsMessage<Error>(HasSubstr("target 'y' has 3 classes: 'a' (2 rows), "
                                             "'b' (1 row, line 3), 'c' (1 row, line 4)")));
  EXPECT_THAT([] { positive_of("a b c a"); },
              ThrowsMessage<Error>(HasSubstr("add a column that says yes or no, such as whether 'y' is 'a'")));
  std::string labels, measures;
  for (int row = 0; row < 300; ++row) {
    labels += row % 2 ? "1 " : "0 ";
    measures += std::to_string(row) + ".5 ";
  }
  EXPECT_THAT([&] { positive_of("0/1 " + labels); },  // units in the second line of a file
              ThrowsMessage<Error>(HasSubstr(": --missing 0/1 --drop-unlabelled leaves out the rows of '0/1'")));
  EXPECT_THAT([&] { positive_of(measures); }, ThrowsMessage<Error>(HasSubstr("such as whether 'y' is above a limit")));
  EXPECT_THAT([] { positive_of("a a"); }, ThrowsMessage<Error>(HasSubstr("has 1 class: 'a' (2 rows); expected two")));
  EXPECT_THAT([] { positive_of("a b", "c"); }, ThrowsMessage<UsageError>(HasSubstr("has no class 'c'")));
}

TEST(ReadTarget, GivesOneZeroOrNaN) {
  const Table table = targets("yes no NA yes");
  const Vector y = read_target(table, {"y", "yes", "no", false});
  EXPECT_EQ(y[0], 1);
  EXPECT_EQ(y[1], 0);
  EXPECT_TRUE(std::isnan(y[2]));
  EXPECT_THAT(
      [] {
        read_target(targets("yes no perhaps"), {"y", "yes", "no", false});
      },
      ThrowsMessage<Error>(HasSubstr("t.csv:4: target 'y': 'perhaps'; expected 'no' or 'yes'")));
  EXPECT_THAT(
      [] {
        read_target(targets("0 1 2"), {"y", "1", "0", true});
      },
      ThrowsMessage<Error>(HasSubstr("t.csv:4: target 'y': '2'")));
}

TEST(ReadTarget, FindsAThirdClassAnywhere) {
  std::string cells;
  for (int row = 0; row < 1000; ++row) cells += row == 700 ? "7 " : row % 3 ? "1 " : row % 5 ? "0 " : "NA ";
  EXPECT_THAT([&] { infer_target(targets(cells), "y", {}); },
              ThrowsMessage<Error>(HasSubstr("has 3 classes: '0' (267 rows), '1' (665 rows), '7' (1 row, line 702)")));
  EXPECT_THAT(
      [&] {
        read_target(targets(cells), {"y", "1", "0", true});
      },
      ThrowsMessage<Error>(HasSubstr("t.csv:702: target 'y': '7'; expected '0' or '1'")));
}

TEST(ReadTarget, ComparesNumericClassesByValueEvenInATextColumn) {
  TableOptions text;
  text.categorical = {"y"};
  const Table table = parse_table("y,x\n1.0,1\n0,1\n", text);
  EXPECT_EQ(read_target(table, {"y", "1", "0", true}), (Vector(2) << 1, 0).finished());
}

TEST(ReadWeight, RefusesNegativeAndMissingWeights) {
  EXPECT_EQ(read_weight(targets("1 0.5 0"), "y"), (Vector(3) << 1, 0.5, 0).finished());
  EXPECT_THAT([] { read_weight(targets("1 -2"), "y"); },
              ThrowsMessage<Error>(HasSubstr("t.csv:3: weight 'y': -2; expected 0 or a number from 1e-30 to 1e+30")));
  EXPECT_THAT([] { read_weight(targets("1 1e39"), "y"); }, ThrowsMessage<Error>(HasSubstr("'y': 1e+39")));
  EXPECT_THAT([] { read_weight(targets("1 1e-50"), "y"); }, ThrowsMessage<Error>(HasSubstr("'y': 1e-50")));
  EXPECT_THAT([] { read_weight(targets("1 NA"), "y"); },
              ThrowsMessage<Error>(HasSubstr("t.csv:3: weight 'y': missing")));
  EXPECT_THAT([] { read_weight(targets("1 heavy"), "y"); }, ThrowsMessage<Error>(HasSubstr("'heavy'")));
}

TEST(InferSchema, DescribesColumnsByTheRowsGiven) {
  const Table table = parse_table("y,a,b,c,d,id\n1,1,x,5,,1\n0,3,y,5,,2\n1,,x,5,,3\n0,99,z,5,,4\n");
  const std::vector<Index> rows = {0, 1, 2};
  const std::vector<std::string> ignored = {"id"};
  const Schema schema = infer_schema(table, infer_target(table, "y", {}), ignored, rows);
  ASSERT_EQ(schema.columns.size(), 4u);
  EXPECT_EQ(schema.rows, 3);
  const ColumnSchema& a = schema.columns[0];
  EXPECT_EQ(a.missing, 1);
  EXPECT_EQ(a.minimum, 1);
  EXPECT_EQ(a.maximum, 3);
  EXPECT_EQ(a.mean, 2);
  EXPECT_THAT(schema.columns[1].levels, ElementsAre("x", "y"));
  EXPECT_EQ(schema.columns[2].dropped, "constant");
  EXPECT_EQ(schema.columns[3].dropped, "all missing");
}

TEST(InferSchema, CountsRowsByWholeWeightsAndSharesByOthers) {
  const Table table = parse_table("y,a,c\n1,1,x\n0,,\n1,3,x\n0,4,y\n");
  const std::vector<Index> rows = {0, 1, 2, 3};
  const auto describe = [&](std::vector<Scalar> weight) {
    return infer_schema(table, infer_target(table, "y", {}), {}, rows, weight);
  };
  const Schema counted = describe({1, 5, 2, 2});
  EXPECT_EQ(counted.rows, 10);
  EXPECT_EQ(counted.columns[0].missing, 5);
  EXPECT_EQ(counted.columns[1].missing, 5);
  const Schema shared = describe({0.25, 1.25, 0.5, 0.5});
  EXPECT_EQ(shared.rows, 4);
  EXPECT_EQ(shared.columns[0].missing, 2);
  EXPECT_EQ(shared.columns[1].missing, 2);
  EXPECT_EQ(describe({100, 0.1F, 100, 100}).columns[0].missing, 1);
}

}  // namespace
}  // namespace binet
