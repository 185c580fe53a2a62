#include "binet/data/profile.hpp"

#include "binet/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

namespace binet {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// 40 rows: an id, noise, the same noise, a leak, a constant, nothing, and numbers with one word among them.
Table suspicious_table() {
  std::string text = "id,noise,copy,leak,flat,none,almost,y\n";
  for (int i = 0; i < 40; ++i) {
    const std::string noise = std::to_string(i * 7 % 11), y = i % 4 ? "no" : "yes";
    text += std::to_string(1000 + i) + "," + noise + "," + noise + "," + std::to_string(i % 4 ? 0.5 : 0.75) + ",3,," +
            (i == 5 ? "unknown" : std::to_string(i % 3)) + "," + y + "\n";
  }
  return parse_table(text);
}

TEST(Profile, RemarksOnColumnsThatAreNotFeatures) {
  const Profile profile = profile_table(suspicious_table(), "y", {});
  const auto remarks = [&](std::size_t c) { return profile.columns[c].remarks; };
  EXPECT_THAT(remarks(0), ElementsAre("looks like an id"));
  EXPECT_THAT(remarks(1), IsEmpty());
  EXPECT_THAT(remarks(2), ElementsAre("same as column 'noise'"));
  EXPECT_THAT(remarks(3), ElementsAre(HasSubstr("tells the classes apart alone")));
  EXPECT_THAT(remarks(4), ElementsAre("constant"));
  EXPECT_THAT(remarks(5), ElementsAre("all missing"));
  EXPECT_THAT(remarks(6), ElementsAre("numbers but for 1 cell, 'unknown' on line 7"));
  EXPECT_THAT(remarks(7), IsEmpty());
  EXPECT_EQ(profile.columns[3].roc_auc, 1);
  EXPECT_EQ(profile.columns[1].distinct, 11);
}

TEST(Profile, DescribesNumbersCategoriesAndClasses) {
  const Profile profile = profile_table(parse_table("a,s,y\n1,u,1\n3,v,0\n,v,0\n5,,0\n"), "y", {});
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
  const Profile profile = profile_table(parse_table("a,y\n1,0\n2,0\n2,1\n3,1\n"), "y", {});
  EXPECT_EQ(profile.columns[0].roc_auc, 0.875);
}

TEST(Profile, CountsDuplicateRows) {
  const Profile profile = profile_table(parse_table("a,s\n1,u\n2,u\n1,u\n1,v\n1,u\n"), "", {});
  EXPECT_EQ(profile.duplicate_rows, 2);
  EXPECT_EQ(profile.duplicate_line, 4u);
}

TEST(Profile, SaysWhyATargetCannotBeUsed) {
  EXPECT_THAT(profile_table(parse_table("a,y\n1,0\n2,1\n3,2\n"), "y", {}).target_trouble, HasSubstr("3 classes"));
  EXPECT_THROW(profile_table(parse_table("a,y\n1,0\n"), "z", {}), Error);
}

TEST(FindTroubles, GoesOnBehindRecordsOfTheWrongWidth) {
  const std::string path = testing::TempDir() + "binet_troubles_" + std::to_string(::getpid()) + ".csv";
  std::ofstream(path) << "a,b\n1,2\n1\n1,2,3\n4,5\n\"open,1\n";
  EXPECT_THAT(find_troubles(path, {}, 10), ElementsAre(HasSubstr(":3: 1 field"), HasSubstr(":4: 3 fields"),
                                                       HasSubstr(":6: a quote opened on this line")));
  EXPECT_EQ(find_troubles(path, {}, 1).size(), 1u);
}

}  // namespace
}  // namespace binet
