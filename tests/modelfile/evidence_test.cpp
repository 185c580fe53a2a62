#include "binet/base/error.hpp"
#include "binet/modelfile/model_file.hpp"
#include "model/evidence.hpp"
#include "model/example_models.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace binet {
namespace {

using testing::HasSubstr;

TEST(EvidenceFile, KeepsCurvesPredictionsAndColumns) {
  Config config = example_config("mlp");
  config.training.folds = 3;
  const Classifier model = parse_model(print_model(train(config, parse_table(example_csv(300)), nullptr)), "m.json");
  const Evidence& evidence = evidence_of(model.report);
  EXPECT_EQ(evidence.curves.size(), 4U);  // the mean, and three folds
  EXPECT_EQ(evidence.curves.front().epoch.size(), evidence.curves.front().validation_loss.size());
  EXPECT_EQ(evidence.held_out.positives() + evidence.held_out.negatives(), 300);
  ASSERT_EQ(evidence.columns.size(), 3U);
  EXPECT_EQ(evidence.columns[0].edges.size(), evidence.columns[0].positive.size() + 1);
  EXPECT_EQ(evidence.columns[2].levels.size(), 3U);
  EXPECT_GT(evidence.columns[2].missing, 0);
}

TEST(EvidenceFile, KeepsTheCourseOfHiddenLayersAndChangesNoWeight) {
  Config config = example_config("mlp");
  config.training.folds = 3;
  config.training.epochs = 60;
  const Table table = parse_table(example_csv(300));
  const Classifier trained = train(config, table, nullptr);
  const std::string text = print_model(trained);
  const LayerCourse course = evidence_of(parse_model(text, "m.json").report).course;
  ASSERT_GE(course.epoch.size(), 2U);
  EXPECT_LE(course.epoch.size(), 61U);
  EXPECT_EQ(course.epoch.front(), 0);
  EXPECT_EQ(course.epoch.back(), trained.report.epochs);
  ASSERT_FALSE(course.layers.empty());
  for (const LayerCourse::Layer& layer : course.layers) {
    EXPECT_EQ(layer.gradient.size(), course.epoch.size());
    EXPECT_EQ(layer.saturated.size(), course.epoch.size());
    EXPECT_GT(layer.gradient.back(), 0);
  }
  config.output.evidence = 0;
  EXPECT_EQ(trained.predict(table), train(config, table, nullptr).predict(table));
}

TEST(EvidenceFile, ACourseOfAnotherLengthIsAnError) {
  Config config = example_config("mlp");
  config.training.folds = 3;
  std::string text = print_model(train(config, parse_table(example_csv(300)), nullptr));
  const std::size_t at = text.find("\"gradient\": [", text.find("\"course\""));
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 13, "\"gradient\": [1, ");
  EXPECT_THAT([&] { parse_model(text, "m.json"); },
              testing::ThrowsMessage<Error>(HasSubstr("training.evidence.course.layers[0]")));
}

TEST(EvidenceFile, IsBoundedAndChangesNoPrediction) {
  const Table table = parse_table(example_csv(400));
  Config config = example_config("logistic");
  const Classifier usual = train(config, table, nullptr);
  config.output.evidence = 0;
  const Classifier without = train(config, table, nullptr);
  EXPECT_TRUE(evidence_of(without.report).empty());
  EXPECT_EQ(usual.predict(table), without.predict(table));
  EXPECT_EQ(print_model(without).find("\"evidence\": {"), std::string::npos);
  config.output.evidence = 1;
  EXPECT_LT(print_model(train(config, table, nullptr)).size(), print_model(without).size() + 1500);
}

TEST(EvidenceFile, WrongListsAreErrorsThatNameTheirPlace) {
  const std::string text = print_model(example_model("logistic"));
  const auto error_with = [&](const std::string& from, const std::string& to) -> std::string {
    std::string wrong = text;
    const std::size_t at = wrong.find(from, wrong.find("\"evidence\""));
    if (at == std::string::npos) return "no such text";
    try {
      parse_model(wrong.replace(at, from.size(), to), "m.json");
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_THAT(error_with("\"lower\": [", "\"lower\": [2, "), HasSubstr("m.json: training.evidence.held_out"));
  EXPECT_THAT(error_with("\"edges\": [", "\"edges\": [1e300, "), HasSubstr("training.evidence.columns[0]"));
  EXPECT_THAT(error_with("\"positive\": [", "\"positive\": [-1, "), HasSubstr("training.evidence"));
  EXPECT_THAT(error_with("\"held_out\"", "\"other\""), HasSubstr("training.evidence"));
}

}  // namespace
}  // namespace binet
