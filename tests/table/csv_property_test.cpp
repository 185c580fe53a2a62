#include "binet/table/table.hpp"
#include "math/random.hpp"
#include "table/csv_agreement.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace binet {
namespace {

/// Text of the pieces CSV is made of, some of it well-formed, some not.
std::string random_text(Random& random, bool tidy) {
  static const std::vector<std::string> kWild = {"\"", "\"", ",", ",",    "\n", "\r\n",
                                                 "\r", "a",  "é", "\"\"", "7",  "\xff"};
  static const std::vector<std::string> kFields = {
      "", "a", "12.5", "\"\"", "\"x,y\"", "\"\n\"", "\"a\"\"b\r\n\"", "é", "a\"b", "longer text"};
  static const std::vector<std::string> kLineEnds = {"\n", "\n", "\r\n", "\n\n", "\n\r\n"};
  const auto one_of = [&](const std::vector<std::string>& pieces) {
    return pieces[static_cast<std::size_t>(random.below(static_cast<Index>(pieces.size())))];
  };
  std::string text;
  if (tidy) {
    const Index width = 1 + random.below(4);
    for (Index records = random.below(8); records >= 0; --records) {
      for (Index f = 0; f < width; ++f) text += (f ? "," : "") + one_of(kFields);
      text += one_of(kLineEnds);
    }
    if (random.below(3) == 0) text.pop_back();
  }
  for (Index pieces = tidy ? random.below(2) : random.below(20); pieces > 0; --pieces) {
    text.insert(static_cast<std::size_t>(random.below(static_cast<Index>(text.size()) + 1)), one_of(kWild));
  }
  return text;
}

void expect_same(const ReferenceCsv& expected, const ReferenceCsv& found, const std::string& text) {
  ASSERT_EQ(found.error_line, expected.error_line) << testing::PrintToString(text);
  if (expected.error_line) return;
  ASSERT_EQ(found.records, expected.records) << testing::PrintToString(text);
  ASSERT_EQ(found.lines, expected.lines) << testing::PrintToString(text);
}

TEST(CsvProperty, EveryReaderAgreesWithTheReferenceHoweverTheBytesAreCut) {
  Random random(3);
  int with_error = 0, without = 0;
  for (int i = 0; i < 1500; ++i) {
    const std::string text = random_text(random, random.below(3) > 0);
    const ReferenceCsv expected = read_reference(text, ',');
    if (expected.records.empty()) continue;
    ++(expected.error_line ? with_error : without);
    for (const std::size_t step : {std::size_t{1}, std::size_t{3}, std::size_t{1000}}) {
      ASSERT_NO_FATAL_FAILURE(expect_same(expected, read_by_reader(text, ',', step), text));
    }
    const std::size_t width = expected.records[0].size();
    const ReferenceCsv in_chunks = without_footer(expected, text);
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
      const auto chunk = static_cast<std::size_t>(1 + random.below(static_cast<Index>(text.size()) + 8));
      ASSERT_NO_FATAL_FAILURE(expect_same(in_chunks, read_by_chunks(text, ',', width, cut, chunk), text))
          << "cut at " << cut << ", chunks of " << chunk;
    }
  }
  EXPECT_GT(with_error, 100);
  EXPECT_GT(without, 400);
}

TEST(CsvProperty, ChunksOfEverySizeAgreeOnALongerText) {
  Random random(4);
  std::string text;
  for (int i = 0; i < 40; ++i) text += std::to_string(i) + (i % 7 ? ",plain\n" : ",\"two\nlines, \"\"quoted\"\"\"\r\n");
  const ReferenceCsv expected = read_reference(text, ',');
  for (std::size_t chunk = 1; chunk <= text.size(); ++chunk) {
    ASSERT_NO_FATAL_FAILURE(expect_same(expected, read_by_chunks(text, ',', 2, 0, chunk), text)) << chunk;
  }
}

/// A table's cell as text: its level or number, by the shortest digits; empty if it is missing.
std::string cell_text(const Table& table, const Column& column, Index row) {
  if (column.type == ColumnType::category) {
    const std::int32_t code = table.code(column, row);
    return code < 0 ? "" : column.levels[static_cast<std::size_t>(code)];
  }
  const double x = table.number(column, row);
  return std::isnan(x) ? "" : std::to_string(x);
}

TEST(CsvProperty, CellsAreTheNumbersAndTextsOfTheFields) {
  static const std::vector<std::string> kNumbers = {"1",    "-2.5",  "0.12345678901234",  "1e3", "",       "NA",
                                                    "+7.5", "\"8\"", "1234567890123456", " 3",  "\"-9\"", "\"\""};
  static const std::vector<std::string> kTexts = {"a",       "longer than sixteen bytes",
                                                  "\"x,y\"", "\"say \"\"a\"\"\"",
                                                  "é",       "\"two\nlines\"",
                                                  "na",      "",
                                                  "NA",      "it's",
                                                  "\"a\"",   "sixteen bytes ok"};
  Random random(5);
  const auto one_of = [&](const std::vector<std::string>& from) {
    return from[static_cast<std::size_t>(random.below(static_cast<Index>(from.size())))];
  };
  for (const Index width : {1, 2, 5, 9, 30}) {
    for (const std::string line_end : {"\n", "\r\n"}) {
      std::vector<char> is_text(static_cast<std::size_t>(width));
      for (char& kind : is_text) kind = random.below(4) == 0;
      std::string text;
      for (Index f = 0; f < width; ++f) text += (f ? ",c" : "c") + std::to_string(f);
      text += line_end;
      for (Index r = 0; r < 2000; ++r) {
        for (Index f = 0; f < width; ++f) {
          const bool odd = random.below(300) == 0;
          text += (f ? "," : "") + (is_text[static_cast<std::size_t>(f)] ? one_of(kTexts)
                                    : odd                                ? one_of(kNumbers)
                                                                         : std::to_string(random.normal()));
        }
        text += random.below(500) == 0 ? line_end + line_end : line_end;
      }
      const ReferenceCsv expected = read_reference(text, ',');
      const Table table = parse_table(text);
      ASSERT_EQ(table.rows + 1, static_cast<Index>(expected.records.size()));
      for (std::size_t f = 0; f < table.columns.size(); ++f) {
        const Column& column = table.columns[f];
        ASSERT_EQ(column.type, is_text[f] ? ColumnType::category : ColumnType::numeric);
        Index missing = 0;
        for (Index r = 0; r < table.rows; ++r) {
          const std::string& field = expected.records[static_cast<std::size_t>(r) + 1][f];
          ASSERT_EQ(table.line(r), expected.lines[static_cast<std::size_t>(r) + 1]);
          double x = 0;
          const bool absent = field.empty() || field == "NA" || field == "na";
          const std::string want = absent ? "" : is_text[f] ? field : parse_number(field, x) ? std::to_string(x) : "?";
          ASSERT_EQ(cell_text(table, column, r), want) << "row " << r << " of " << column.name;
          missing += absent;
        }
        EXPECT_EQ(column.missing, missing);
      }
    }
  }
}

}  // namespace
}  // namespace binet
