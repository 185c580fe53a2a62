#include "profile/profile.hpp"

#include "binet/base/error.hpp"
#include "binet/base/page_memory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace binet {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// 40 rows: an id, noise, the same noise, a leak, a constant, nothing, and numbers with one word among them.
std::string suspicious_text() {
  std::string text = "id,noise,copy,leak,flat,none,almost,y\n";
  for (int i = 0; i < 40; ++i) {
    const std::string noise = std::to_string(i * 7 % 11), y = i % 4 ? "no" : "yes";
    text += std::to_string(1000 + i) + "," + noise + "," + noise + "," + std::to_string(i % 4 ? 0.5 : 0.75) + ",3,," +
            (i == 5 ? "soon" : std::to_string(i % 3)) + "," + y + "\n";
  }
  return text;
}

TEST(Profile, RemarksOnColumnsThatAreNotFeatures) {
  const Profile profile = profile_text(suspicious_text(), {}, "y", {});
  const auto remarks = [&](std::size_t c) { return profile.columns[c].remarks; };
  EXPECT_THAT(remarks(0), ElementsAre("looks like an id"));
  EXPECT_THAT(remarks(1), IsEmpty());
  EXPECT_THAT(remarks(2), ElementsAre("same as column 'noise'"));
  EXPECT_THAT(remarks(3), ElementsAre(HasSubstr("separates the classes on its own")));
  EXPECT_THAT(remarks(4), ElementsAre("constant"));
  EXPECT_THAT(remarks(5), ElementsAre("all missing"));
  EXPECT_THAT(remarks(6), ElementsAre("numbers except 1 cell, 'soon' on line 7; --missing soon reads it as numbers"));
  EXPECT_THAT(remarks(7), IsEmpty());
  EXPECT_EQ(profile.columns[3].roc_auc, 1);
  EXPECT_EQ(profile.columns[1].distinct, 11);
}

/// That the largest of 60 numbers is the only positive happens in one of 30 columns of noise.
TEST(Profile, DoesNotRemarkOnColumnsThatSeparateFewRowsByChance) {
  for (const int positives : {1, 20}) {
    std::string text = "a,b,y\n";
    for (int i = 0; i < 60; ++i) {
      text += std::to_string(i) + ".5," + std::to_string(i * 7 % 60) + ".5," + (i >= 60 - positives ? "1" : "0") + "\n";
    }
    const auto remarks = profile_text(text, {}, "y", {}).columns[0].remarks;
    EXPECT_EQ(remarks.size(), positives == 1 ? 0 : 1) << positives;
  }
}

TEST(Profile, RemarksOnMissingCellsThatTellTheClassesApart) {
  std::string text = "cause,note,y\n";
  for (int i = 0; i < 60; ++i) {
    const bool died = i % 3 == 0;
    text +=
        std::string(died ? i % 2 ? "heart" : "lung" : "") + "," + (i % 5 ? "a" : "") + "," + (died ? "1" : "0") + "\n";
  }
  const Profile profile = profile_text(text, {}, "y", {});
  EXPECT_THAT(profile.columns[0].remarks, ElementsAre(HasSubstr("missing cells separate the classes on their own")));
  EXPECT_THAT(profile.columns[1].remarks, IsEmpty());
}

TEST(Profile, DescribesNumbersCategoriesAndClasses) {
  const Profile profile = profile_text("a,s,y\n1,u,1\n3,v,0\n,v,0\n5,,0\n", {}, "y", {});
  const ColumnProfile& a = profile.columns[0];
  EXPECT_EQ(a.missing, 1);
  EXPECT_EQ(a.minimum, 1);
  EXPECT_EQ(a.maximum, 5);
  EXPECT_EQ(a.mean, 3);
  EXPECT_DOUBLE_EQ(a.deviation, std::sqrt(8.0 / 3));
  EXPECT_EQ(a.roc_auc, 1);  // 1 stands below 3 and 5, and only it is positive
  EXPECT_EQ(profile.columns[1].commonest, "v");
  EXPECT_EQ(profile.columns[1].commonest_count, 2);
  ASSERT_EQ(profile.classes.size(), 2u);
  EXPECT_EQ(profile.classes[0].name, "1");
  EXPECT_EQ(profile.classes[0].rows, 1);
  EXPECT_EQ(profile.classes[1].rows, 3);
}

TEST(Profile, CountsTiesAsHalf) {
  const Profile profile = profile_text("a,y\n1,0\n2,0\n2,1\n3,1\n", {}, "y", {});
  EXPECT_EQ(profile.columns[0].roc_auc, 0.875);
}

TEST(Profile, CountsDuplicateRows) {
  const Profile profile = profile_text("a,s\n1,u\n2,u\n1,u\n1,v\n1,u\n", {}, "", {});
  EXPECT_EQ(profile.duplicate_rows, 2);
  EXPECT_EQ(profile.duplicate_line, 4u);
}

TEST(Profile, SaysWhyATargetCannotBeUsed) {
  EXPECT_THAT(profile_text("a,y\n1,0\n2,1\n3,2\n", {}, "y", {}).target_error, HasSubstr("3 classes"));
  EXPECT_THROW(profile_text("a,y\n1,0\n", {}, "z", {}), Error);
}

/// More levels than are kept; two are the most common.
TEST(Profile, FindsTheCommonestOfManyLevels) {
  std::string text = "s\n";
  for (int i = 0; i < 100'000; ++i) text += "u" + std::to_string(i) + "\n";
  EXPECT_EQ(profile_text(text, {}, "", {}).columns[0].commonest, "u0");
  for (const char* again : {"u70000\n", "u600\n", "u600\n", "u70000\n"}) text += again;
  const Profile profile = profile_text(text, {}, "", {});
  EXPECT_EQ(profile.columns[0].distinct, 100'000);
  EXPECT_EQ(profile.columns[0].commonest, "u600");
  EXPECT_EQ(profile.columns[0].commonest_count, 3);
  EXPECT_EQ(profile.duplicate_rows, 4);
  EXPECT_EQ(profile.duplicate_line, 100'002u);
}

TEST(Profile, DoesNotDependOnWhereCellsLie) {
  std::string text = "n,s,y\n";
  for (int i = 0; i < 100'000; ++i) {
    text += std::to_string(i * 7919 % 1009) + ",s" + std::to_string(i % 3) + "," + std::to_string(i % 7 < 3) + "\n";
  }
  const Profile in_memory = profile_text(text, {}, "y", {});
  set_memory_limit(1);
  const Profile in_files = profile_text(text, {}, "y", {});
  set_memory_limit(0);
  EXPECT_EQ(in_files.duplicate_rows, in_memory.duplicate_rows);
  EXPECT_EQ(in_files.duplicate_line, in_memory.duplicate_line);
  for (std::size_t c = 0; c < 2; ++c) EXPECT_EQ(in_files.columns[c].roc_auc, in_memory.columns[c].roc_auc);
  EXPECT_EQ(in_files.columns[0].distinct, 1009);
  EXPECT_EQ(in_files.columns[0].deviation, in_memory.columns[0].deviation);
}

TEST(Profile, ReadsAColumnAsTextWhereTextComesLate) {
  std::string text = "a,b\n";
  for (int i = 0; i < 100'000; ++i) text += "1,2\n";
  const Profile profile = profile_text(text + "x,2\n", {}, "", {});
  EXPECT_EQ(profile.columns[0].type, ColumnType::category);
  EXPECT_EQ(profile.columns[0].commonest, "1");
  EXPECT_THAT(profile.columns[0].remarks,
              ElementsAre("numbers except 1 cell, 'x' on line 100002; --missing x reads it as numbers"));
  EXPECT_EQ(profile.columns[1].type, ColumnType::numeric);
}

TEST(Profile, ZerosOfEitherSignAreOneValue) {
  const Profile profile = profile_text("a,b\n0,-0\n-0,0\n1,1\n", {}, "", {});
  EXPECT_EQ(profile.columns[0].distinct, 2);
  EXPECT_EQ(profile.duplicate_rows, 1);
  EXPECT_THAT(profile.columns[1].remarks, ElementsAre("same as column 'a'"));
}

std::vector<std::string> errors_of(const std::string& text, const TableOptions& options = {}) {
  try {
    profile_text(text, options, "", {});
  } catch (const RecordErrors& errors) {
    return errors.each();
  }
  return {};
}

TEST(Profile, NamesEveryRecordThatCannotBeRead) {
  EXPECT_THAT(errors_of("a,b\n1,2\n1\n1,2,3\n4,5\n\"open,1\n"),
              ElementsAre(HasSubstr("text:3: 1 field, '1';"), HasSubstr(":4: 3 fields"),
                          HasSubstr(":6: a quote opened on this line")));
  TableOptions options;
  options.numeric = {"b"};
  EXPECT_THAT(errors_of("a,b\n1,2\n1,x\n1\n", options), ElementsAre(HasSubstr(":3: "), HasSubstr(":4: 1 field")));
}

}  // namespace
}  // namespace binet
