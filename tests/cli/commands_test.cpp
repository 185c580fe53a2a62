#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <string>
#include <vector>

#include "cli/run_binet.hpp"

namespace binet {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string example_csv() {
  std::string text = "id,size,colour,answer\n";
  for (int i = 0; i < 120; ++i) {
    const int size = i * 37 % 101;
    const char* colour = i % 3 == 0 ? "red" : i % 3 == 1 ? "blue" : "\"light, blue\"";
    text += "r" + std::to_string(i) + "," + std::to_string(size) + "," + colour + "," +
            (size + (i * 53 % 40) + (i % 3 == 0 ? 15 : 0) > 75 ? "yes" : "no") + "\n";
  }
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// A trained logistic model and its data in a directory of their own.
class Commands : public testing::Test {
 protected:
  void SetUp() override {
    csv = directory.write("data.csv", example_csv());
    model = directory / "model.json";
    const RunResult result = run_binet("train " + csv + " --target answer --ignore id --model logistic -q -o " + model);
    ASSERT_EQ(result.status, 0) << result.errors;
    EXPECT_EQ(result.output + result.errors, "");
  }
  TemporaryDirectory directory;
  std::string csv, model;
};

TEST_F(Commands, TrainPrintsASummary) {
  const RunResult result = run_binet("train " + csv + " --target answer --ignore id --model logistic -o " + model);
  EXPECT_EQ(result.status, 0);
  for (const char* part : {"answer: \"yes\" (positive", "converged", "log loss", "base rate", "calibration slope",
                           "Threshold", "model.json"}) {
    EXPECT_THAT(result.output, HasSubstr(part));
  }
}

TEST_F(Commands, PredictKeepsRowsColumnsAndQuotes) {
  const RunResult result = run_binet("predict " + model + " " + csv + " --keep id,colour");
  ASSERT_EQ(result.status, 0) << result.errors;
  const auto lines = lines_of(result.output);
  ASSERT_EQ(lines.size(), 121u);
  EXPECT_EQ(lines[0], "id,colour,probability,label");
  EXPECT_THAT(lines[3], StartsWith("r2,\"light, blue\",0."));
  const auto plain = lines_of(run_binet("predict " + model + " --format plain <" + csv).output);
  ASSERT_EQ(plain.size(), 120u);
  EXPECT_THAT(lines[1], HasSubstr("," + plain[0] + ","));
}

TEST_F(Commands, PredictMovesThresholdAndPrior) {
  for (const std::string& line :
       lines_of(run_binet("predict " + model + " " + csv + " --threshold 0 --format tsv").output)) {
    EXPECT_THAT(line, testing::AnyOf(testing::EndsWith("\tyes"), testing::EndsWith("\tlabel")));
  }
  const double usual = std::stod(run_binet("predict " + model + " " + csv + " --format plain").output);
  const double rarer =
      std::stod(run_binet("predict " + model + " " + csv + " --format plain --target-prior 0.01").output);
  EXPECT_LT(rarer, usual / 5);
  EXPECT_EQ(run_binet("predict " + model + " " + csv + " --target-prior 1").status, 2);
}

TEST_F(Commands, EvaluateGivesTheContractsJsonAndGates) {
  const RunResult result = run_binet("evaluate " + model + " " + csv + " --json");
  ASSERT_EQ(result.status, 0) << result.errors;
  const auto json = nlohmann::json::parse(result.output);
  EXPECT_EQ(json["rows"], 120);
  for (const char* name :
       {"log_loss", "brier", "accuracy", "balanced_accuracy", "precision", "recall", "specificity", "f1", "mcc",
        "roc_auc", "average_precision", "ece", "calibration_slope", "calibration_intercept"}) {
    EXPECT_TRUE(json["metrics"].contains(name)) << name;
  }
  EXPECT_EQ(run_binet("evaluate " + model + " " + csv + " --fail-under roc_auc=0.5 --fail-over log_loss=0.6").status,
            0);
  const RunResult failed = run_binet("evaluate " + model + " " + csv + " --fail-under roc_auc=0.9999");
  EXPECT_EQ(failed.status, 3);
  EXPECT_THAT(failed.errors, HasSubstr("roc_auc is"));
  EXPECT_EQ(run_binet("evaluate " + model + " " + csv + " --fail-under roc=0.5").status, 2);
}

TEST_F(Commands, InspectShowsCoefficientsOfTheModelAlone) {
  const RunResult result = run_binet("inspect " + model);
  EXPECT_EQ(result.status, 0) << result.errors;
  EXPECT_THAT(result.output, AllOf(HasSubstr("odds ratio"), HasSubstr("colour=light, blue"), HasSubstr("Scaling")));
  const auto json = nlohmann::json::parse(run_binet("inspect --json --weights " + model).output);
  EXPECT_EQ(json["coefficients"].size(), 5u);
  EXPECT_TRUE(json["members"][0]["layers"][0]["tensors"][0].contains("values"));
}

TEST_F(Commands, InspectShowsTheLayersOfAnMlp) {
  const RunResult trained =
      run_binet("train " + csv + " --target answer --ignore id --model mlp --epochs 3 -q -o " + model);
  ASSERT_EQ(trained.status, 0) << trained.errors;
  EXPECT_THAT(run_binet("inspect " + model).output, AllOf(HasSubstr("Layer 1: dense"), HasSubstr("largest weights")));
  EXPECT_THAT(run_binet("inspect --weights " + model).output, HasSubstr("bias"));
}

TEST_F(Commands, CrossValidationPrintsMeansAndErrors) {
  const std::string flags = " --target answer --ignore id --model logistic -k 3 -q ";
  EXPECT_THAT(run_binet("cv " + csv + flags).output,
              AllOf(HasSubstr("3-fold cross-validation: 120 rows"), HasSubstr("roc_auc")));
  const auto json = nlohmann::json::parse(run_binet("cv " + csv + flags + "--json").output);
  EXPECT_EQ(json["by_fold"]["brier"].size(), 3u);
}

TEST_F(Commands, GradientCheckPasses) {
  const RunResult result =
      run_binet("train " + csv + " --target answer --ignore id --gradcheck " +
                "--set 'model.layers=[{\"type\": \"dense\", \"units\": 5, \"activation\": \"tanh\"}]'");
  EXPECT_EQ(result.status, 0) << result.output << result.errors;
  EXPECT_THAT(result.output, AllOf(HasSubstr("largest relative error"), HasSubstr("; within 0.01")));
}

TEST_F(Commands, ErrorsNameTheirPlaceAndLeaveOutputsAlone) {
  const std::string kept = directory.write("kept.csv", "precious\n");
  const auto expect_error = [&](const std::string& command, int status, const std::string& message) {
    const RunResult result = run_binet(command + " -o " + kept);
    EXPECT_EQ(result.status, status) << command;
    EXPECT_THAT(result.errors, HasSubstr(message)) << command;
    EXPECT_EQ(lines_of(result.errors).size(), 1u) << result.errors;
    EXPECT_EQ(read_text(kept), "precious\n") << command;
  };
  expect_error("predict " + model + " " + directory.write("lacks.csv", "id,size\n1,2\n"), 1, "colour");
  expect_error("predict " + model + " " + directory.write("text.csv", "size,colour\n1,red\nbig,red\n"), 1,
               "text.csv:3");
  expect_error("predict " + csv + " " + csv, 1, "not a Binet model");
  expect_error("predict " + (directory / "none.json") + " " + csv, 1, "none.json");
  expect_error("train " + csv, 2, "--target");
  expect_error("train " + csv + " --target nosuch", 2, "nosuch");
  expect_error("train " + directory.write("one.csv", "a,y\n1,x\n2,x\n") + " --target y", 1, "x");
  expect_error("train " + directory.write("three.csv", "a,y\n1,x\n2,y\n3,z\n") + " --target y", 1, "z");
  expect_error("train " + directory.write("nan.csv", "a,w,y\n1,NaN,x\n2,1,y\n") + " --target y --weight w", 1,
               "nan.csv:2");
  expect_error("train " + directory.write("header.csv", "a,y\n") + " --target y", 1, "header.csv");
}

}  // namespace
}  // namespace binet
