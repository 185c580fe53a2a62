#include "table/sequence_index.hpp"

#include "binet/base/error.hpp"
#include "table/sequence_labels.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace binet {
namespace {

const SequenceColumns kVisits{"id", "day"};
const TargetSchema kTarget{"y", "yes", "no"};

std::string message_of(const std::string& text, const SequenceColumns& columns) {
  const Table table = parse_table(text);
  try {
    read_sequence_labels(table, kTarget, columns);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(SequenceIndex, SortsRowsByTimeInsideSequencesInTheOrderOfTheFile) {
  const Table table = parse_table("id,day,y\nb,2,no\na,9,yes\nb,1,no\na,10,yes\n");
  const SequenceIndex index(table, kVisits);
  EXPECT_EQ(index.order(), (std::vector<Index>{2, 0, 1, 3}));
  EXPECT_EQ(index.last_rows(), (std::vector<Index>{0, 3}));
  EXPECT_EQ(index.steps(2).size(), 1);
  EXPECT_EQ(index.steps(0).size(), 2);
  EXPECT_EQ(index.whole(2).size(), 2);
  EXPECT_EQ(index.places_of(std::vector<Index>{1}), (std::vector<Index>{2}));
}

TEST(SequenceIndex, WithoutAnOrderTakesThatOfTheFile) {
  const Table table = parse_table("id,day,y\nb,2,no\nb,1,no\n");
  EXPECT_EQ(SequenceIndex(table, {"id", ""}).order(), (std::vector<Index>{0, 1}));
}

TEST(SequenceLabels, AreThoseOfTheRowsThatHaveOne) {
  const Table table = parse_table("id,day,y\nb,2,\na,9,yes\nb,1,no\na,10,\nc,1,\n");
  const SequenceLabels labels = read_sequence_labels(table, kTarget, kVisits);
  EXPECT_EQ(labels.rows, (std::vector<Index>{0, 3, 4}));
  EXPECT_EQ(labels.target[0], 0);
  EXPECT_EQ(labels.target[1], 1);
  EXPECT_TRUE(std::isnan(labels.target[2]));
}

TEST(SequenceLabels, EachRowHasItsOwn) {
  const Table table = parse_table("id,day,y\nb,2,yes\nb,1,no\n");
  const SequenceLabels labels = read_sequence_labels(table, kTarget, {"id", "day", true});
  EXPECT_EQ(labels.rows, (std::vector<Index>{0, 1}));
  EXPECT_EQ(labels.target[0], 1);
  EXPECT_EQ(labels.target[1], 0);
}

TEST(SequenceLabels, RefuseWhatIsNoSequence) {
  EXPECT_NE(message_of("id,day,y\na,1,yes\na,2,no\n", kVisits).find("text:3: "), std::string::npos);
  EXPECT_NE(message_of("id,day,y\na,1,yes\na,2,no\n", kVisits).find("on line 2"), std::string::npos);
  EXPECT_NE(message_of("id,day,y\na,1,yes\na,1,yes\n", kVisits).find("one row per time"), std::string::npos);
  EXPECT_NE(message_of("id,day,y\n,1,yes\na,1,yes\n", kVisits).find("sequence 'id': missing"), std::string::npos);
  EXPECT_NE(message_of("id,day,y\na,soon,yes\na,1,yes\n", kVisits).find("order 'day'"), std::string::npos);
}

}  // namespace
}  // namespace binet
