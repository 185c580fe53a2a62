#include "binet/modelfile/model_file.hpp"

#include "base/temporary_directory.hpp"
#include "binet/base/error.hpp"
#include "model/example_models.hpp"
#include "json/json_layout.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <cstring>

namespace binet {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string error_of(const std::string& text) {
  try {
    parse_model(text, "m.json");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t members = text.find("\"members\""), later = text.find(from, members);
  const std::size_t at = later == std::string::npos ? text.find(from) : later;  // the config has layers too
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

class ModelFile : public testing::TestWithParam<const char*> {};

TEST_P(ModelFile, PredictsTheSameBitsOnceReadBack) {
  const Classifier model = example_model(GetParam());
  const Classifier again = parse_model(print_model(model), "m.json");
  const Table table = parse_table(example_csv(500, 2));
  const VectorD before = model.predict(table), after = again.predict(table);
  EXPECT_EQ(std::memcmp(before.data(), after.data(), sizeof(double) * 500), 0);
  EXPECT_EQ(again.threshold, model.threshold);
  EXPECT_EQ(again.threshold_rule, model.threshold_rule);
}

TEST_P(ModelFile, WritesTheSameTextOnceReadBack) {
  const std::string text = print_model(example_model(GetParam()));
  EXPECT_EQ(print_model(parse_model(text, "m.json")), text);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ModelFile, testing::Values("logistic", "mlp"));

TEST(ModelFileText, IsJsonWithTheContractsParts) {
  const Json document = Json::parse(print_model(example_model("mlp")));
  EXPECT_EQ(document["format"], "binet-model");
  EXPECT_EQ(document["version"], 1);
  EXPECT_EQ(document["target"]["positive"], "yes");
  EXPECT_EQ(document["columns"][2]["levels"], Json({"blue", "green", "red"}));
  EXPECT_EQ(document["threshold"]["rule"], "0.5");
  EXPECT_EQ(document["config"]["data"]["target"], "y");
  EXPECT_EQ(document["training"]["rows"], 300);
  const Json& layer = document["members"][0]["layers"][1];
  EXPECT_EQ(layer["units"], 4);
  EXPECT_EQ(layer["tensors"][0]["shape"], Json({6, 4}));
  EXPECT_EQ(layer["tensors"][0]["values"].size(), 6u);
  EXPECT_EQ(layer["tensors"][0]["values"][0].size(), 4u);
}

TEST(ModelFileErrors, SayWhatIsNoModel) {
  EXPECT_THAT(error_of(""), HasSubstr("not a Binet model"));
  EXPECT_THAT(error_of("a,b\n1,2\n"), HasSubstr("not a Binet model"));
  EXPECT_THAT(error_of(R"({"format": "other"})"), HasSubstr("not a Binet model"));
  EXPECT_THAT(error_of(R"({"name": "binet-model"})"), HasSubstr("not a Binet model"));
}

TEST(ModelFileErrors, NameFilePlaceAndExpectation) {
  const std::string text = print_model(example_model("mlp"));
  EXPECT_THAT(error_of(replaced(text, "\"version\": 1", "\"version\": 99")),
              AllOf(HasSubstr("m.json"), HasSubstr("version 99 is newer")));
  EXPECT_THAT(error_of(replaced(text, "\"shape\": [6, 4]", "\"shape\": [4, 6]")),
              HasSubstr("m.json: members[0].layers[1].tensors[0].shape: expected [6, 4]"));
  EXPECT_THAT(error_of(replaced(text, "\"slope\": ", "\"slop\": ")),
              HasSubstr("calibration: unknown key \"slop\"; did you mean 'slope'?"));
  EXPECT_THAT(error_of(replaced(text, "\"units\": 6", "\"units\": 7")), HasSubstr("members[0].layers[0].tensors"));
  EXPECT_THAT(error_of(replaced(text, "\"encoder\": 0", "\"encoder\": 1")), HasSubstr("members[0].encoder"));
}

TEST(ModelFileErrors, AreNotTheUsersMistakes) {
  const std::string text = print_model(example_model("mlp"));
  EXPECT_THAT(error_of(replaced(text, "\"units\": 6", "\"units\": -6")),
              HasSubstr("m.json: members[0].layers[0].units"));
  EXPECT_THROW(parse_model(replaced(text, "\"type\": \"dense\"", "\"type\": \"dens\""), "m.json"), Error);
  for (const std::string edges : {"[1]", "[2, 1]", "[1, 1]"}) {
    EXPECT_THAT(error_of(replaced(text, "\"center\": ", "\"edges\": " + edges + ", \"center\": ")),
                HasSubstr("edges: expected two or more ascending numbers"));
  }
}

TEST(ModelFileErrors, FindABadWeight) {
  const std::string text = print_model(example_model("mlp"));
  const std::size_t row = text.find("[[", text.find("\"values\"")) == std::string::npos
                              ? text.find('[', text.find('[', text.find("\"values\"")) + 1)
                              : text.find("[[", text.find("\"values\"")) + 1;
  const std::string extra = std::string(text).insert(row + 1, "1, ");
  EXPECT_THAT(error_of(extra), HasSubstr("row 1: expected 6 numbers, found 7"));
  EXPECT_THAT(error_of(std::string(text).insert(row + 1, "NaN, ")), HasSubstr("expected a finite number"));
}

TEST(ModelFileErrors, EveryTruncationIsAnError) {
  const std::string text = print_model(example_model("logistic", 60));
  for (std::size_t size = 0; size + 2 < text.size(); size += 7) {
    EXPECT_NE(error_of(text.substr(0, size)), "no error") << size;
  }
}

TEST(ModelFileSaving, GoesThroughAFile) {
  const TemporaryDirectory directory;
  const std::string path = directory / "model.json";
  const Classifier model = example_model("logistic", 60);
  save_model(model, path);
  EXPECT_EQ(print_model(load_model(path)), print_model(model));
  EXPECT_THROW(load_model(directory / "none.json"), Error);
}

}  // namespace
}  // namespace binet
