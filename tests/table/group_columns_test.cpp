#include "table/group_columns.hpp"

#include "binet/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace binet {
namespace {

using testing::HasSubstr;

std::string error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(ParseDateTime, ReadsIsoDatesAndDateTimes) {
  EXPECT_EQ(parse_date_time("1970-01-01"), 0.0);
  EXPECT_EQ(parse_date_time("2024-02-29"), 1709164800.0);
  EXPECT_EQ(parse_date_time(" 1969-12-31 "), -86400.0);
  EXPECT_EQ(parse_date_time("1970-01-02T01:02"), 90120.0);
  EXPECT_EQ(parse_date_time("1970-01-01 00:00:01.25"), 1.25);
  EXPECT_EQ(parse_date_time("1970-01-01T00:00:00Z"), 0.0);
  EXPECT_EQ(parse_date_time("1970-01-01T02:00:00+02:00"), 0.0);
  EXPECT_EQ(parse_date_time("1970-01-01T00:00:00-0130"), 5400.0);
  EXPECT_EQ(parse_date_time("1970-01-01T02:00+02"), 0.0);
}

TEST(ParseDateTime, RefusesAnythingElse) {
  for (const char* text : {"", "2024", "2024-13-01", "2023-02-29", "01/02/2024", "2024-01-01T",
                           "2024-01-01T10", "2024-01-01T10:60", "2024-01-01T25:00", "2024-01-01 10:00:00.",
                           "2024-01-01 10:00 x", "2024-01-01T10:00+", "2024-01-01x"}) {
    EXPECT_EQ(parse_date_time(text), std::nullopt) << text;
  }
}

TEST(ReadGroups, NumbersEqualCellsAlike) {
  const Table table = parse_table("g,n\nb,2\na,1\nb,2.0\n", {.exact = {"n"}});
  const std::vector<Index> rows = {0, 1, 2};
  EXPECT_EQ(read_groups(table, "g", rows), (std::vector<Index>{0, 1, 0}));
  EXPECT_EQ(read_groups(table, "n", rows), (std::vector<Index>{0, 1, 0}));
}

TEST(ReadTimes, AcceptsNumbersAndDatesAndNamesTheLineOfOthers) {
  const Table table = parse_table("n,d,bad\n2,1970-01-02,1970-01-01\n1,1970-01-01,soon\n,,\n");
  const std::vector<Index> rows = {0, 1}, last = {2};
  EXPECT_EQ(read_times(table, "n", rows), (std::vector<double>{2, 1}));
  EXPECT_EQ(read_times(table, "d", rows), (std::vector<double>{86400, 0}));
  EXPECT_THAT(error_of([&] { read_times(table, "bad", rows); }), HasSubstr("text:3: time 'bad': 'soon'; expected"));
  EXPECT_THAT(error_of([&] { read_times(table, "n", last); }), HasSubstr("text:4: time 'n': missing"));
  EXPECT_THAT(error_of([&] { read_groups(table, "d", last); }), HasSubstr("text:4: group 'd': missing"));
}

}  // namespace
}  // namespace binet
