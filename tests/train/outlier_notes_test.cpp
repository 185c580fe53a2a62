#include "model/example_models.hpp"

#include <gmock/gmock.h>

#include <string>

namespace binet {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// A column x of small numbers except the first, an indicator that is 1 once, and y.
std::string with_first(const std::string& first) {
  std::string text = "x,mark,y\n";
  for (int i = 0; i < 60; ++i) {
    text += (i == 0 ? first : std::to_string(0.37 * (i * 37 % 60))) + "," + (i == 3 ? "1" : "0") + "," +
            (i % 7 > 3 || i % 5 == 0 ? "yes" : "no") + "\n";
  }
  return text;
}

std::vector<std::string> notes(const std::string& first) {
  return train(example_config("logistic"), parse_table(with_first(first)), nullptr).report.notes;
}

TEST(OutlierNotes, NameAValueThatSetsTheScaleOfItsColumn) {
  EXPECT_THAT(notes("1e10"), Contains(HasSubstr("column \"x\": the value 1e+10 is far from all others")));
  EXPECT_THAT(notes("-1e10"), Contains(HasSubstr("column \"x\": the value -1e+10 is far from all others")));
}

TEST(OutlierNotes, LeaveOrdinaryNumbersAndMarksAlone) {
  EXPECT_THAT(notes("30"), Not(Contains(HasSubstr("far from all others"))));
}

}  // namespace
}  // namespace binet
