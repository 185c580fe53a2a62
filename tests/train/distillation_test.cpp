#include "train/distillation.hpp"

#include "math/sigmoid.hpp"
#include "model/example_models.hpp"
#include "binet/modelfile/model_file.hpp"

#include <gmock/gmock.h>

namespace binet {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Config tiny_config(int units) {
  Config config = example_config("auto");
  config.ensemble.tiny = units;
  return config;
}

TEST(Distillation, GivesOneSmallNetworkNearTheMixture) {
  const Table table = parse_table(example_csv(600)), fresh = parse_table(example_csv(1000, 5));
  const Classifier mixture = train(example_config("auto"), table, nullptr),
                   tiny = train(tiny_config(8), table, nullptr);
  ASSERT_EQ(tiny.members.size(), 1u);
  EXPECT_LT(print_model(tiny).size(), print_model(mixture).size() / 3);
  const VectorD difference = (tiny.predict(fresh) - mixture.predict(fresh)).cwiseAbs();
  EXPECT_LT(difference.mean(), 0.04);
  EXPECT_THAT(tiny.report.verdict, AllOf(HasSubstr("into 8 units"), HasSubstr(" on rows neither saw (20 % held out)")));
  EXPECT_EQ(tiny.report.validation_rows, 120);
}

TEST(Distillation, IsTheSameAgain) {
  const Table table = parse_table(example_csv(200));
  EXPECT_EQ(train(tiny_config(4), table, nullptr).predict(table), train(tiny_config(4), table, nullptr).predict(table));
}

TEST(Distillation, MeasuresItsCostOnAValidationFileAndFitsToAllRows) {
  const Table table = parse_table(example_csv(300)), validation = parse_table(example_csv(200, 9), {}, "later.csv");
  const Classifier tiny = train(tiny_config(4), table, &validation);
  EXPECT_EQ(tiny.report.validated_on, "later.csv");
  EXPECT_EQ(tiny.report.validation_rows, 200);
  EXPECT_EQ(tiny.schema.rows, 300);
}

}  // namespace
}  // namespace binet
