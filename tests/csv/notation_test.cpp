#include "csv/notation.hpp"

#include "csv/date_text.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {
namespace {

NotationEvidence evidence_of(const std::vector<std::string>& texts, const NotationOptions& options = {}) {
  const MissingWords missing({"", "NA", "-"});
  NotationEvidence evidence;
  for (const std::string& text : texts) evidence.see(text, missing, options, false);
  return evidence;
}

/// The numbers of the texts in the notation they are all written in; empty if there is none.
std::vector<double> numbers_of(const std::vector<std::string>& texts, const NotationOptions& options = {}) {
  const ColumnNotation notation = evidence_of(texts, options).choose();
  std::vector<double> numbers;
  for (const std::string& text : texts) {
    if (notation) numbers.push_back(notation.read(text).value());
  }
  return numbers;
}

using Numbers = std::vector<double>;

TEST(Notation, ReadsDecimalCommasAndGroupedThousands) {
  EXPECT_EQ(numbers_of({"893,63", "1651,01"}), (Numbers{893.63, 1651.01}));
  EXPECT_EQ(numbers_of({"893.63", "1,651.01"}), (Numbers{893.63, 1651.01}));
  EXPECT_EQ(numbers_of({"12,34,567", "5"}), (Numbers{1234567, 5}));
  EXPECT_EQ(numbers_of({"1.234,56", "3"}), (Numbers{1234.56, 3}));
  EXPECT_EQ(numbers_of({"1.234", "1.234.567"}), (Numbers{1234, 1234567}));
  EXPECT_EQ(numbers_of({"1 921", "234", "1 234 567"}), (Numbers{1921, 234, 1234567}));
  EXPECT_EQ(numbers_of({"1\xC2\xA0" "921,5", "234"}), (Numbers{1921.5, 234}));
  EXPECT_EQ(numbers_of({"1'234.5", "3"}), (Numbers{1234.5, 3}));
}

TEST(Notation, LeavesOutCurrenciesUnitsSignsAndQuotes) {
  EXPECT_EQ(numbers_of({"$893.63", "$1,651.01", "5"}), (Numbers{893.63, 1651.01, 5}));
  EXPECT_EQ(numbers_of({"EUR 5", "EUR 7"}), (Numbers{5, 7}));
  EXPECT_EQ(numbers_of({"5 €", "7,5 €"}), (Numbers{5, 7.5}));
  EXPECT_EQ(numbers_of({"5%", "7.5 %"}), (Numbers{5, 7.5}));
  EXPECT_EQ(numbers_of({"36 months", "1 month"}), (Numbers{36, 1}));
  EXPECT_EQ(numbers_of({"-$5", "($7)", "$-8"}), (Numbers{-5, -7, -8}));
  EXPECT_EQ(numbers_of({"(5)", "6-", "−7"}), (Numbers{-5, -6, -7}));
  EXPECT_EQ(numbers_of({"=\"5\"", "\"6\""}), (Numbers{5, 6}));
  EXPECT_EQ(numbers_of({"5K", "1.2M", "300"}), (Numbers{5000, 1200000, 300}));
  EXPECT_EQ(numbers_of({"１２", "３"}), (Numbers{12, 3}));
}

TEST(Notation, LeavesTextsAloneThatAreNotWrittenAlike) {
  for (const std::vector<std::string>& texts : std::vector<std::vector<std::string>>{
           {"5 kg", "6"}, {"5 kg", "6 lb"}, {"1.5", "1,5"}, {"1st", "2nd"}, {"A1", "A2"}, {"10-20", "20-30"},
           {"1 year", "10+ years"}, {"north", "south"}}) {
    EXPECT_TRUE(numbers_of(texts).empty()) << texts[0];
  }
}

// A new row of notations() needs an example here.
TEST(Notation, EveryRowIsFoundByItsNameAndChosenForItsExample) {
  const std::map<std::string_view, std::vector<std::string>> examples = {
      {"plain", {"1.5 kg"}},
      {"comma_groups", {"1,651.01"}},
      {"blank_groups", {"1 651.01"}},
      {"apostrophe_groups", {"1'651.01"}},
      {"decimal_comma", {"893,63"}},
      {"decimal_comma_point_groups", {"1.651,01"}},
      {"decimal_comma_blank_groups", {"1 651,01"}},
      {"decimal_comma_apostrophe_groups", {"1'651,01"}},
      {"year_first", {"2023-12-31"}},
      {"month_first", {"12/31/2023"}},
      {"day_first", {"31/12/2023"}},
      {"named_month", {"31 Dec 2023"}},
      {"period", {"2023-12"}},
      {"compact", {"20231231"}},
      {"epoch_seconds", {"1703980800"}},
      {"clock", {"10:20:30"}}};
  const MissingWords missing({"", "NA"});
  for (const Notation& notation : notations()) {
    EXPECT_EQ(find_notation(notation.name), &notation);
    const auto example = examples.find(notation.name);
    ASSERT_NE(example, examples.end()) << notation.name << " has no example";
    NotationEvidence evidence;
    const bool asked = notation.order == "asked";
    for (const std::string& text : example->second) evidence.see(text, missing, {}, asked);
    const ColumnNotation chosen = evidence.choose();
    EXPECT_EQ(chosen.notation, &notation) << notation.name;
    EXPECT_EQ(notation.change.empty(), notation.name == "plain");
  }
}

TEST(Notation, KeepsCodes) {
  EXPECT_TRUE(numbers_of({"00501", "94105"}).empty());
  EXPECT_TRUE(numbers_of({"1E5", "100000"}).empty());
  EXPECT_TRUE(numbers_of({"9007199254740993", "5"}).empty());
  EXPECT_EQ(numbers_of({"1e+05", "200000"}), (Numbers{100000, 200000}));
  EXPECT_EQ(numbers_of({"1e3", "20"}), (Numbers{1000, 20}));
  EXPECT_EQ(numbers_of({"1E5", "2.5"}), (Numbers{100000, 2.5}));
}

TEST(Notation, DecidesTheOrderOfDatesOverTheColumn) {
  EXPECT_EQ(numbers_of({"2023-01-29", "2023-07-04"}), (Numbers{19386, 19542}));
  EXPECT_EQ(numbers_of({"31.12.2023", "01.02.2023"}), (Numbers{19722, 19389}));
  EXPECT_EQ(numbers_of({"12/31/2023", "1/2/2023"}), (Numbers{19722, 19359}));
  EXPECT_EQ(numbers_of({"31/12/2023", "1/2/2023"}), (Numbers{19722, 19389}));
  EXPECT_EQ(numbers_of({"5 Jan 2024", "Feb 3, 2023"}), (Numbers{19727, 19391}));
  EXPECT_EQ(numbers_of({"1970-01-02 6:00 PM", "1970-01-01T12:00Z"}), (Numbers{1.75, 0.5}));
  EXPECT_EQ(numbers_of({"1/2/2023"}, {.date_order = "dmy"}), (Numbers{19389}));
  EXPECT_TRUE(numbers_of({"2023-01-29"}, {.dates = false}).empty());
}

// 2024-01-05, and at 18:30.
TEST(Notation, ReadsDatesInOtherLanguagesAndFromOtherPrograms) {
  for (const char* const day : {"5th of January 2024", "January 5th, 2024", "5 janvier 2024", "5. Januar 2024",
                                "5 JÄNNER 2024", "5 de enero de 2024", "5 gennaio 2024", "5 januari 2024",
                                "5 de janeiro de 2024", "Fri 05 Jan 2024", "5-ene-24"}) {
    EXPECT_EQ(read_date(day, DateOrder::named), 19727 * kSecondsPerDay) << day;
  }
  for (const char* const day : {"2024年1月5日", "2024년 1월 5일"}) {
    EXPECT_EQ(read_date(day, DateOrder::year_month_day), 19727 * kSecondsPerDay) << day;
  }
  constexpr double kTime = 19727 * kSecondsPerDay + 66600;
  for (const char* const time : {"05JAN2024:18:30:00", "05-JAN-24 06.30.00.000 PM", "Fri Jan  5 18:30:00 2024",
                                 "Fri Jan 5 18:30:00 UTC 2024"}) {
    EXPECT_EQ(read_date(time, DateOrder::named), kTime) << time;
  }
  for (const char* const time : {"20240105T183000", "20240105T1830Z", "2024-01-05T19:30:00+01:00[Europe/Paris]",
                                 "2024/01/05 7:30:00 PM GMT+1", "2024-01-05 18:30:00 UTC", "20240105T193000+0100"}) {
    EXPECT_EQ(read_date(time, DateOrder::year_month_day), kTime) << time;
  }
  for (const char* const other : {"5th January", "5 foo 2024", "5 de foo 2024", "Fri Jan 5 18:30", "32JAN2024",
                                  "5thx January 2024", "05JAN2024:", "2024年1月", "20240105T", "20241305T183000",
                                  "20240105T18300", "2024-01-05T19:30[Europe/Paris]x", "2024-01-05 18:30 GMT+"}) {
    EXPECT_FALSE(read_date(other, DateOrder::named)) << other;
    EXPECT_FALSE(read_date(other, DateOrder::year_month_day)) << other;
  }
}

TEST(Notation, LeavesOutMarksOfFootnotesAndTheMaximumOfAScore) {
  EXPECT_EQ(numbers_of({"5*", "6***", "7", "8†", "9 [1]", "10[a]"}), (Numbers{5, 6, 7, 8, 9, 10}));
  EXPECT_EQ(numbers_of({"7/10", "8/10"}), (Numbers{7, 8}));
  EXPECT_EQ(numbers_of({"4 out of 5", "2.5 out of 5"}), (Numbers{4, 2.5}));
  EXPECT_TRUE(numbers_of({"120/80", "130/80"}).empty()) << "more than the maximum";
  EXPECT_TRUE(numbers_of({"3/4", "3/5"}).empty());
  EXPECT_TRUE(numbers_of({"5 [long]", "6"}).empty());
  EXPECT_TRUE(numbers_of({"*", "5"}).empty());
}

// A month, a quarter and a week mean their first day.
TEST(Notation, ReadsPeriodsAsTheirFirstDay) {
  for (const char* const january : {"2024-01", "01/2024", "1-2024", "2024/1", "Jan 2024", "January-2024", "2024 Jan",
                                    "2024Q1", "2024-Q1", "Q1 2024", "q1/2024", "2024-W01", "2024W1"}) {
    EXPECT_EQ(numbers_of({january}), (Numbers{19723})) << january;
  }
  EXPECT_EQ(numbers_of({"2021-W01", "2020-W53"}), (Numbers{18631, 18624}));
  EXPECT_EQ(numbers_of({"2023-12", "2024-Q2"}), (Numbers{19692, 19814}));
  for (const char* const other : {"2024-13", "2024-Q5", "2021-W53", "Jan 24", "24-01", "2024-", "Q1", "2024.01.",
                                  "1/24", "Jan 2024 5:00", "2024Jan1", "X1 2024"}) {
    EXPECT_FALSE(read_date(other, DateOrder::period)) << other;
  }
}

TEST(Notation, ReadsDurationsAndTimesOfDay) {
  EXPECT_EQ(numbers_of({"6:30 PM", "12:05 am", "1:00PM"}), (Numbers{66600, 300, 46800}));
  EXPECT_EQ(numbers_of({"2 days 01:00:00", "1 day, 0:00:30", "-1 days +06:00:00"}), (Numbers{176400, 86430, -64800}));
  for (const char* const other : {"13:00 PM", "0:30 AM", "2 days", "2 days 25:00", "-1:00", "1:00 XM"}) {
    EXPECT_FALSE(read_clock(other)) << other;
  }
}

TEST(Notation, ReadsNumbersAsPeopleMarkThem) {
  EXPECT_EQ(numbers_of({"$(5)", "$ 7.50", "-$1"}), (Numbers{-5, 7.5, -1}));
  EXPECT_EQ(numbers_of({"(5)%", "(2.5%)", "3%"}), (Numbers{-5, -2.5, 3}));
  EXPECT_EQ(numbers_of({"~5", "≈ 6"}), (Numbers{5, 6}));
  EXPECT_TRUE(numbers_of({"~5", "6"}).empty());  // a mark on some of them says something
  EXPECT_EQ(numbers_of({"\u200B5", "6\uFEFF"}), (Numbers{5, 6}));
  EXPECT_EQ(numbers_of({"١٢٣", "۴٫۵", "१२", "๓"}), (Numbers{123, 4.5, 12, 3}));
  for (const char* const other : {"(5", "5)", "$(5", "$5)", "(-5)", "-(5)", "#5", "~$5"}) {
    EXPECT_TRUE(numbers_of({other}).empty()) << other;
  }
}

TEST(Notation, SaysWhereTwoNotationsFit) {
  EXPECT_EQ(evidence_of({"1,234", "3"}).rival()->name, "decimal_comma");
  EXPECT_EQ(evidence_of({"1/2/2023", "3/4/2023"}).rival()->name, "day_first");
  EXPECT_EQ(evidence_of({"893,63"}).rival(), nullptr);
  EXPECT_EQ(numbers_of({"1,234"}, {.decimal = ","}), (Numbers{1.234}));
  EXPECT_EQ(numbers_of({"1.234"}, {.thousands = "."}), (Numbers{1234}));
}

TEST(Notation, NamesWordsAmongNumbers) {
  EXPECT_EQ(evidence_of({"$5", "TBD", "-"}).words(), (std::vector<std::string>{"TBD"}));
  EXPECT_FALSE(evidence_of({"$5", "TBD"}).choose());
}

TEST(Notation, AddsUpWhatPartsOfAFileTell) {
  NotationEvidence parts = evidence_of({"1,234"});
  parts.add(evidence_of({"1,234,567"}));
  EXPECT_EQ(parts.rival(), nullptr);
  EXPECT_EQ(parts.choose().notation->name, "comma_groups");
  parts.add(evidence_of({"1,5"}));
  EXPECT_FALSE(parts.choose());
}

}  // namespace
}  // namespace binet::detail
