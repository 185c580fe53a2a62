#include "cli/run_binet.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace binet {
namespace {

using ::testing::HasSubstr;

TEST(Check, DescribesAFileAsTextAndAsJson) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("d.csv", "age,sex,y\n30,f,1\n40,m,0\n,m,0\n40,m,0\n");
  const RunResult text = run_binet("check " + path + " --target y");
  EXPECT_EQ(text.status, 0) << text.errors;
  EXPECT_THAT(text.output, HasSubstr("4 rows, 3 columns"));
  EXPECT_THAT(text.output, HasSubstr("class '1': 1 row, 25.0%"));
  EXPECT_THAT(text.output, HasSubstr("1 row repeats an earlier row, the first on line 5"));
  const auto json = nlohmann::json::parse(run_binet("check --json " + path).output);
  EXPECT_EQ(json["rows"], 4);
  EXPECT_EQ(json["columns"][0]["missing"], 1);
  EXPECT_EQ(json["columns"][1]["commonest"]["level"], "m");
}

TEST(Check, ListsEveryTroubleByLine) {
  const TemporaryDirectory directory;
  const RunResult result = run_binet("check " + directory.write("d.csv", "a,b\n1\n1,2\n1,2,3\n"));
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.errors, HasSubstr("d.csv:2: 1 field"));
  EXPECT_THAT(result.errors, HasSubstr("d.csv:4: 3 fields"));
}

/// Days since 1970 are what the program computes with; nobody should have to read them.
TEST(Check, ShowsDatesAsDatesAndSoDoesInspect) {
  const TemporaryDirectory directory;
  std::string text = "when,x,y\n";
  for (int i = 0; i < 56; ++i) {
    text += std::to_string(1 + i % 28) + ".1." + (i < 28 ? "2022" : "2023") + "," + std::to_string(i * 7 % 11) + "," +
            (i % 3 ? "no" : "yes") + "\n";
  }
  const std::string path = directory.write("d.csv", text), model = directory / "m.json";
  EXPECT_THAT(run_binet("check " + path + " --target y").output,
              HasSubstr("when    date      0        56        0.514    2022-01-01 to 2023-01-28; dates, day first: "
                        "'1.1.2022' is read as 2022-01-01"));
  const auto column = nlohmann::json::parse(run_binet("check --json " + path).output)["columns"][0];
  EXPECT_EQ(column["type"], "numeric");
  EXPECT_EQ(column["dates"], nlohmann::json({"2022-01-01", "2023-01-28"}));
  EXPECT_THAT(run_binet("train " + path + " --target y --model logistic -o " + model).output,
              HasSubstr("1 numeric, 1 date, 0 categories"));
  EXPECT_THAT(run_binet("inspect " + model).output, HasSubstr("date        0  2022-01-01"));
}

}  // namespace
}  // namespace binet
