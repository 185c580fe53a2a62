#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "binet/config/config_text.hpp"
#include "cli/run_binet.hpp"

namespace binet {
namespace {

using ::testing::HasSubstr;

nlohmann::json shown(const std::string& flags) {
  const RunResult result = run_binet("config show " + flags);
  EXPECT_EQ(result.status, 0) << result.errors;
  return result.status == 0 ? nlohmann::json::parse(result.output) : nlohmann::json();
}

TEST(ConfigCommand, ShowsDefaultsThenFileThenFlags) {
  const TemporaryDirectory directory;
  const std::string file =
      directory.write("run.json", R"({"data": {"train": "a.csv"}, "training": {"epochs": 5, "patience": 6}})");
  const auto config =
      shown("-c " + file + " --epochs 7 --set penalty.l2=0.5 --model mlp --no-header --ignore a,b --ignore c");
  EXPECT_EQ(config["data"]["train"], directory / "a.csv");
  EXPECT_EQ(config["training"]["epochs"], 7);
  EXPECT_EQ(config["training"]["patience"], 6);
  EXPECT_EQ(config["training"]["seed"], 1);
  EXPECT_EQ(config["penalty"]["l2"], 0.5);
  EXPECT_EQ(config["model"]["kind"], "mlp");
  EXPECT_EQ(config["data"]["header"], false);
  EXPECT_EQ(config["data"]["ignore"], nlohmann::json({"a", "b", "c"}));
  EXPECT_EQ(shown("-c - <" + file)["training"]["epochs"], 5) << "a config may come on standard input";
}

/// The flags that a setting needs besides its own.
std::string beside(const std::string& key, const std::string& value) {
  if (key == "model.increasing" || key == "model.decreasing") return " --model logistic";
  if (key == "data.offset") return " --model logistic";
  if (key == "model.intercept") return " --model logistic --l2 0";
  if (key == "data.sequence") return " --model lstm";
  if (key == "data.order" || key == "data.predict_each") return " --model lstm --sequence patient";
  return key == "model.kind" && (value == "lstm" || value == "gru") ? " --sequence patient" : "";
}

TEST(ConfigCommand, EveryFlagSetsItsKey) {
  for (const Setting& setting : settings()) {
    if (setting.flag.empty()) continue;
    const auto default_value = nlohmann::json::parse(setting.default_value);
    const std::string flag = setting.flag.substr(0, setting.flag.find(','));
    std::string value = "3";
    if (setting.kind == Setting::Kind::boolean) value = "";
    if (setting.kind == Setting::Kind::number) value = "0.5";
    if (setting.kind == Setting::Kind::character) value = "';'";
    if (!setting.choices.empty()) {
      value = default_value == setting.choices.back() ? setting.choices.front() : setting.choices.back();
    }
    if (setting.key == "decision.rule") value = "f1";
    if (setting.key == "data.decimal" || setting.key == "data.thousands") value = ",";
    const std::size_t dot = setting.key.find('.');
    const auto config =
        shown(flag.starts_with("-") ? flag + " " + value + beside(setting.key, value) : "some.csv more.csv");
    EXPECT_NE(config[setting.key.substr(0, dot)][setting.key.substr(dot + 1)], default_value) << setting.key;
  }
}

TEST(ConfigCommand, RefusesConflicts) {
  const auto expect_error = [](const std::string& flags, const std::string& part) {
    const RunResult result = run_binet("config show " + flags);
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.errors, HasSubstr(part));
  };
  expect_error("--epochs 5 --set training.epochs=6", "--epochs and --set training.epochs both set training.epochs");
  expect_error("--epochs 5 --epochs 6", "--epochs was given 2 times, expected once");
  expect_error("--set epochs", "expected KEY=VALUE");
  expect_error("--epohcs 5", "did you mean '--epochs'?");
  expect_error("--epochs", "--epochs: a value is missing");
  expect_error("--epochs 2.5", "--epochs: expected an integer from 1 to 1000000, found 2.5");
  expect_error("--set model.kind=mpl", "--set model.kind: expected one of auto, logistic, mlp");
}

TEST(ConfigCommand, InitStartsAConfigThatReads) {
  const TemporaryDirectory directory;
  const RunResult init = run_binet("config init data.csv --target y --epochs 5 >" + (directory / "run.json"));
  EXPECT_EQ(init.status, 0) << init.errors;
  const auto config = shown("-c " + (directory / "run.json"));
  EXPECT_EQ(config["data"]["target"], "y");
  EXPECT_EQ(config["training"]["epochs"], 5);
  EXPECT_EQ(config["data"]["train"], directory / "data.csv");
}

TEST(ConfigCommand, ShowsPathsThatHoldInAnyFolder) {
  const auto config = shown("rows.csv --target y");
  EXPECT_EQ(config["data"]["train"], (std::filesystem::current_path() / "rows.csv").string());
  EXPECT_EQ(config["data"]["valid"], "");
  EXPECT_EQ(shown("- --target y")["data"]["train"], "-");
}

TEST(ConfigCommand, ReadsOldNamesWithANote) {
  const RunResult by_flag = run_binet("config show --tiny"), by_key = run_binet("config show --set ensemble.tiny=16");
  EXPECT_EQ(by_flag.output, run_binet("config show --distill").output);
  EXPECT_EQ(by_flag.errors, "note: --tiny is now called --distill\n");
  EXPECT_EQ(by_key.output, by_flag.output);
  EXPECT_EQ(by_key.errors, "note: --set ensemble.tiny: ensemble.tiny is now called ensemble.distilled_units\n");
  EXPECT_EQ(run_binet("config show --tiny --distill").status, 2);
}

TEST(ConfigCommand, PrintsSchemaManualAndExplanations) {
  EXPECT_EQ(run_binet("config schema").output, config_schema());
  EXPECT_EQ(run_binet("config manual").output, config_manual());
  EXPECT_EQ(run_binet("config explain training.epochs").output, explain_setting("training.epochs"));
  EXPECT_THAT(run_binet("config explain model").output, HasSubstr("model.layers[].units: "));
  EXPECT_THAT(run_binet("config explain").output, HasSubstr("training.seed "));
  EXPECT_EQ(run_binet("config explain epochs").status, 2);
  EXPECT_THAT(run_binet("config").errors, HasSubstr("expected one of init, show, "));
  EXPECT_THAT(run_binet("config shwo").errors, HasSubstr("did you mean 'show'?"));
}

}  // namespace
}  // namespace binet
