#include "binet/table/table.hpp"

#include "binet/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace binet {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsNan;
using testing::ThrowsMessage;

TEST(Table, InfersTypesOverTheWholeFile) {
  const Table table = parse_table("a,b,c,d\n1,x,,7\n?,y,NA,8\n2.5,x,,z\n");
  ASSERT_EQ(table.rows, 3);
  const Column& a = table.at("a");
  EXPECT_EQ(a.type, ColumnType::numeric);
  EXPECT_THAT(table.numbers(a), ElementsAre(1, IsNan(), 2.5));
  EXPECT_EQ(a.missing, 1);
  const Column& b = table.at("b");
  EXPECT_EQ(b.type, ColumnType::category);
  EXPECT_THAT(b.levels, ElementsAre("x", "y"));
  EXPECT_THAT(table.codes(b), ElementsAre(0, 1, 0));
  EXPECT_EQ(table.at("c").type, ColumnType::numeric);
  EXPECT_EQ(table.at("c").missing, 3);
  EXPECT_THAT(table.at("d").levels, ElementsAre("7", "8", "z"));
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(Table, HasRoomForAsManyRowsAsEmptyLines) {
  constexpr int kRows = 300'000;
  const Table table = parse_table("a\n1" + repeated("\n", kRows));
  EXPECT_EQ(table.rows, kRows);
  EXPECT_EQ(table.at("a").missing, kRows - 1);
}

TEST(Table, HasRoomForAsManyRowsAsShortOnes) {
  constexpr int kRows = 300'000;
  TableOptions options;
  options.csv.fill_short_rows = true;
  const Table table = parse_table("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p\n" + repeated("1\n", kRows), options);
  EXPECT_EQ(table.rows, kRows);
  EXPECT_EQ(table.at("a").missing, 0);
  EXPECT_EQ(table.at("p").missing, kRows);
}

TEST(Table, ReadsTypesFromItsOptions) {
  TableOptions options;
  options.categorical = {"zip"};
  options.ignore = {"id"};
  const Table table = parse_table("id,zip,x\n1,007,1\n2,7,2\n", options);
  EXPECT_EQ(table.find("id"), nullptr);
  EXPECT_THAT(table.at("zip").levels, ElementsAre("007", "7"));
  options.numeric = {"x"};
  EXPECT_THAT([&] { parse_table("id,zip,x\n1,007,1\n2,7,two\n", options, "t.csv"); },
              ThrowsMessage<Error>(HasSubstr("t.csv:3: column 'x': 'two'; expected a number")));
  EXPECT_THAT(
      [&] { parse_table("id,zap,x\n1,007,1\n", options, "t.csv"); },
      ThrowsMessage<UsageError>(HasSubstr("categorical: t.csv has no column 'zip'; did you mean 'zap'? Found by "
                                          "delimiter ',': 'id', 'zap', 'x'")));
  options.asked_by = {{"zip", "--categorical"}};
  EXPECT_THAT([&] { parse_table("id,zap,x\n1,007,1\n", options, "t.csv"); },
              ThrowsMessage<UsageError>(HasSubstr("--categorical: t.csv has no column 'zip'; did you mean 'zap'?")));
}

TEST(Table, KnowsMissingWords) {
  TableOptions options;
  const auto missing = [&](const std::string& cell) {
    return parse_table("a,b\n1," + cell + "\n", options).at("b").missing == 1;
  };
  for (const char* word : {"", "NA", "n/a", " nan ", "NULL", "\"?\"", "\"\""}) EXPECT_TRUE(missing(word)) << word;
  for (const char* word : {"0", "none", "NAN1", "-999"}) EXPECT_FALSE(missing(word)) << word;
  options.csv.missing = {"-999", "none"};
  for (const char* word : {"-999", " None"}) EXPECT_TRUE(missing(word)) << word;
  for (const char* word : {"", "NA", "-999.0"}) EXPECT_FALSE(missing(word)) << word;
}

TEST(Table, KeepsEmptyCellsOfTextAsALevel) {
  TableOptions options;
  options.csv.set_missing(std::nullopt, {"none"}, true);
  const Table table = parse_table("a,b\n1,x\n,\n2,none\n3,NA\n,\"\"\n", options);
  EXPECT_EQ(table.at("a").missing, 2);
  EXPECT_THAT(table.at("b").levels, ElementsAre("", "x"));
  EXPECT_EQ(table.at("b").missing, 2);
  EXPECT_THAT(table.codes(table.at("b")), ElementsAre(1, 0, -1, -1, 0));
}

TEST(Table, KnowsLinesOfRows) {
  const Table table = parse_table("a,b\n1,x\n\n2,\"y\nz\"\n3,x\n");
  EXPECT_EQ(table.line(0), 2u);
  EXPECT_EQ(table.line(1), 4u);
  EXPECT_EQ(table.line(2), 6u);
}

TEST(Table, GathersRows) {
  const Table table = parse_table("a,b\n1,x\n2,y\nNA,\n4,x\n");
  const std::vector<Index> rows = {3, 1, 2, 1};
  const Table part = table.gather(rows);
  EXPECT_THAT(part.numbers(part.at("a")), ElementsAre(4, 2, IsNan(), 2));
  EXPECT_THAT(part.codes(part.at("b")), ElementsAre(0, 1, -1, 1));
  EXPECT_EQ(part.at("a").missing, 1);
  EXPECT_EQ(part.line(0), 5u);
}

TEST(Table, RefusesAFileWithoutRowsAndAnUnknownColumn) {
  EXPECT_THAT([] { parse_table("a,b\n", {}, "t.csv"); }, ThrowsMessage<Error>(HasSubstr("t.csv: no data rows")));
  EXPECT_THAT([] { parse_table("age,b\n1,2\n", {}, "t.csv").at("aeg"); },
              ThrowsMessage<Error>(HasSubstr("t.csv: no column 'aeg'; did you mean 'age'?")));
}

TEST(Table, TreatsInfiniteNumbersAsText) {
  EXPECT_EQ(parse_table("a,b\n1,2\ninf,3\n").at("a").type, ColumnType::category);
}

TEST(Table, KeepsEveryNumberExactIfAsked) {
  constexpr Index kRows = 1'600'000;  // more than the 16 MB that are exact anyhow
  std::string text = "id\n";
  for (Index i = 0; i < kRows; ++i) text += std::to_string(1'000'000'001 + 977 * i) + "\n";
  const Table table = parse_table(text, {.all_exact = true});
  EXPECT_EQ(table.number(table.columns[0], kRows - 1), 1'000'000'001 + 977.0 * (kRows - 1));
}

TEST(Table, JoinsSpellingsUnderTheCommonestWithoutBlanks) {
  const Table table = parse_table("c,x\n west,1\neast ,2\n west,3\neast ,4\nEast,5\nWEST,6\nnorth,7\n");
  const Column& column = table.at("c");
  EXPECT_EQ(column.levels, (std::vector<std::string>{"east", "north", "west"}));
  EXPECT_EQ(column.counts, (std::vector<Index>{3, 1, 3}));
  EXPECT_EQ(column.levels[static_cast<std::size_t>(table.code(column, 0))], "west");
  ASSERT_EQ(column.remarks.size(), 1U);
  EXPECT_EQ(column.remarks[0],
            "5 spellings merged into 3 levels, as ' west' into 'west'; --categorical keeps them separate");
}

TEST(Table, JoinsSpellingsOfOtherAlphabets) {
  const Table table = parse_table("c,x\nαθήνα,1\nΑΘήΝΑ,2\nαθήνα,3\nŁódź,4\nłódź,5\nŁódź,6\nМосква,7\n");
  EXPECT_EQ(table.at("c").levels, (std::vector<std::string>{"Łódź", "αθήνα", "Москва"}));
}

}  // namespace
}  // namespace binet
