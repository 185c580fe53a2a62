#include "csv/csv.hpp"

#include "binet/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace binet {
namespace {

using Records = std::vector<std::vector<std::string>>;

CsvReader reader_of(std::string_view text, const CsvOptions& options = {}) {
  return {memory_bytes(text, "t.csv"), options};
}

Records read(std::string_view text, const CsvOptions& options = {}) {
  CsvReader reader = reader_of(text, options);
  Records records = {reader.header()};
  CsvRecord record;
  while (reader.next(record)) records.emplace_back(record.fields.begin(), record.fields.end());
  return records;
}

TEST(CsvReader, ReadsQuotesDelimitersAndLineEndsInFields) {
  EXPECT_EQ(read("a,b\n1,2\n"), (Records{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n\"two\nlines\",\n"),
            (Records{{"a", "b"}, {"x,y", "say \"hi\""}, {"two\nlines", ""}}));
  EXPECT_EQ(read("a,b\n5\" disk,x\"y\n"), (Records{{"a", "b"}, {"5\" disk", "x\"y"}}));
  EXPECT_EQ(read("a\n\"\"\n\"\"\"\"\n"), (Records{{"a"}, {""}, {"\""}}));
}

TEST(CsvReader, AcceptsEveryLineEndAByteOrderMarkAndEmptyLines) {
  EXPECT_EQ(read("a,b\r\n1,2\r\n"), (Records{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read("a,b\n1,2"), (Records{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read("a,b\r\n\"1\",\"2\"\r"), (Records{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read("\xEF\xBB\xBF\n\r\na,b\n\n\n1,2\n\r\n"), (Records{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read("a,b\n1\r2,3\n"), (Records{{"a", "b"}, {"1\r2", "3"}}));
}

TEST(CsvReader, FindsTheDelimiter) {
  EXPECT_EQ(reader_of("a,b\n1,2\n").delimiter(), ',');
  EXPECT_EQ(reader_of("a;b\n1,5;2\n").delimiter(), ';');
  EXPECT_EQ(reader_of("a\tb c\n1\t2\n").delimiter(), '\t');
  EXPECT_EQ(reader_of("a|b|c\n1|\"x|,y\"|2\n").delimiter(), '|');
  EXPECT_EQ(reader_of("a\n1\n").delimiter(), ',');
  EXPECT_EQ(read("a;b\n1;2\n", {{.delimiter = ','}}), (Records{{"a;b"}, {"1;2"}}));
}

TEST(CsvReader, NamesColumnsThatHaveNoName) {
  EXPECT_EQ(read("1,2\n3,4\n", {{.header = false}}), (Records{{"c1", "c2"}, {"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(read(",a\n1,2\n"), (Records{{"c1", "a"}, {"1", "2"}}));
}

TEST(CsvReader, KnowsTheLineOfEachRecord) {
  CsvReader reader = reader_of("a,b\n\n1,\"x\ny\"\n2,3\n");
  CsvRecord record;
  ASSERT_TRUE(reader.next(record));
  EXPECT_EQ(record.line, 3u);
  ASSERT_TRUE(reader.next(record));
  EXPECT_EQ(record.line, 5u);
}

TEST(CsvReader, RefusesWhatIsNotCsvWithTheLine) {
  const auto refuses = [](std::string text, const std::string& message) {
    EXPECT_THAT([&] { read(text); }, testing::ThrowsMessage<Error>(testing::HasSubstr(message))) << text;
  };
  refuses("", "t.csv: the file is empty");
  refuses("\n\n", "t.csv: the file is empty");
  refuses("a,b\n1,2\n\n1,2,3\n", "t.csv:4: 3 fields; expected 2");
  refuses("a,b\n1\n", "t.csv:2: 1 field, '1'; expected 2");
  refuses("a,b\n1,2\n1,\"x\ny\n\n", "t.csv:3: a quote opened on this line is never closed");
  refuses("a,b\n\"x\"y,2\n", "t.csv:2: 'y' after a closing quote");
  refuses("a,b\n\"x\n\n\"y,2\n", "t.csv:4: 'y' after a closing quote");
  refuses("a,a\n1,2\n", "t.csv:1: column name 'a': duplicate name");
  refuses(std::string("a,b\n1,\0\n", 8), "t.csv:2: a NUL byte");
  refuses("a,b\n1,\"\n\xff\"\n", "t.csv:3: invalid UTF-8, byte 0xFF");
  refuses("a,b\n1,\xc3\n", "t.csv:2: invalid UTF-8, byte 0xC3");
  refuses("a,b\n1,\xed\xa0\x80\n", "t.csv:2: invalid UTF-8");
}

TEST(CsvReader, AcceptsUtf8OfEveryLength) {
  EXPECT_EQ(read("é,€\n😀,\"ж\"\n"), (Records{{"é", "€"}, {"😀", "ж"}}));
}

TEST(CsvReader, ReadsAFieldLongerThanAnyBuffer) {
  const std::string field(300000, 'x');
  EXPECT_EQ(read("a,b\n" + field + ",\"" + field + "\"\n"), (Records{{"a", "b"}, {field, field}}));
}

TEST(ParseNumber, AcceptsWholeFieldsThatAreFiniteDecimals) {
  double x = 0;
  for (const auto& [text, value] : std::vector<std::pair<std::string, double>>{
           {"0", 0},
           {"-1.5", -1.5},
           {"+2", 2},
           {" 3e2\t", 300},
           {".5", 0.5},
           {"5.", 5},
           {"1E-3", 1e-3},
           {"0.1", 0.1},
           {"123456789012345678901234567890", 123456789012345678901234567890.0}}) {
    EXPECT_TRUE(parse_number(text, x)) << text;
    EXPECT_EQ(x, value) << text;
  }
  EXPECT_TRUE(parse_number("-0", x) && std::signbit(x));
  for (const char* text : {"",    " ",    ".",   "-",        "+",     "+-1", "-+1", "1,5", "1.2.3", "1 2", "0x10",
                           "inf", "-inf", "nan", "infinity", "1e999", "1e",  "e5",  "1f",  "--1",   "++1", "1-"}) {
    EXPECT_FALSE(parse_number(text, x)) << text;
  }
}

}  // namespace
}  // namespace binet
