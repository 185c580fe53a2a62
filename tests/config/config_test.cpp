#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "binet/base/error.hpp"
#include "binet/config/config_text.hpp"
#include "config/renamed_settings.hpp"
#include "config/validate.hpp"
#include "nn/layer.hpp"

namespace binet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Config read(const std::string& text) {
  Config config;
  read_config(text, "run.json", "", config);
  return config;
}

/// The message of the UsageError that `run` throws.
template <class Run>
std::string error_of(Run run) {
  try {
    run();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

std::string read_error(const std::string& text) {
  return error_of([&] { read(text); });
}

std::string assign_error(const std::string& key, const std::string& value) {
  return error_of([&] {
    Config config;
    assign({.key = key, .value = value, .source = "--set", .json = true}, config);
  });
}

TEST(ReadConfig, LeavesWhatIsNotNamedAsItIs) {
  const Config config = read(R"({"$schema": "binet.schema.json",
    "training": {"epochs": 5, "early_stopping": false}, "data": {"ignore": ["id", "name"], "delimiter": ";"}})");
  EXPECT_EQ(config.training.epochs, 5);
  EXPECT_FALSE(config.training.early_stopping);
  EXPECT_EQ(config.training.patience, TrainingConfig{}.patience);
  EXPECT_THAT(config.data.ignore, ElementsAre("id", "name"));
  EXPECT_EQ(config.data.delimiter, ';');
}

TEST(ReadConfig, ReadsNestedListsOfSections) {
  const Config config = read(R"({"model": {"layers": [{"units": 8, "activation": "tanh"},
                                                      {"type": "dropout", "rate": 0.5}]}})");
  ASSERT_EQ(config.model.layers.size(), 2u);
  EXPECT_EQ(config.model.layers[0].units, 8);
  EXPECT_EQ(config.model.layers[0].activation, "tanh");
  EXPECT_EQ(config.model.layers[1].rate, 0.5);
}

TEST(ReadConfig, ReadsSettingsThatMayBeAbsent) {
  EXPECT_EQ(read(R"({"penalty": {"l2": 0.5}})").penalty.l2, 0.5);
  EXPECT_EQ(read(R"({"penalty": {"l2": "auto"}})").penalty.l2, std::nullopt);
  EXPECT_EQ(read(R"({"data": {"positive": null}})").data.positive, std::nullopt);
  EXPECT_EQ(read(R"({"data": {"positive": "auto"}})").data.positive, "auto") << "a class may have any name";
}

TEST(ReadConfig, NamesTheSettingThatIsUnknown) {
  EXPECT_THAT(read_error(R"({"training": {"epohcs": 5}})"),
              StartsWith("run.json: training.epohcs: unknown setting; did you mean 'epochs'? (known here: epochs, "));
  EXPECT_THAT(read_error(R"({"epochs": 5})"), HasSubstr("did you mean 'training.epochs'?"));
  EXPECT_THAT(read_error(R"({"model": {"layers": [{"unit": 5}]}})"),
              HasSubstr("model.layers[0].unit: unknown setting; did you mean 'units'?"));
  EXPECT_THAT(read_error(R"({"training": {"_comment": "x"}})"),
              HasSubstr("training._comment: unknown setting; a config has no comments"));
  EXPECT_THAT(read_error(R"({"model": {"$schema": "x"}})"), HasSubstr("unknown setting")) << "allowed at the top only";
}

TEST(ReadConfig, RefusesValuesOfAnotherKind) {
  const std::string expected = "run.json: training.epochs: expected an integer from 1 to 1000000, found ";
  for (const std::string wrong : {"2.7", "true", "\"5\"", "null", "0", "1000001", "-1"}) {
    EXPECT_EQ(read_error(R"({"training": {"epochs": )" + wrong + "}}"), expected + wrong);
  }
  EXPECT_EQ(read_error(R"({"training": {"epochs": [5]}})"), expected + "a list");
  EXPECT_EQ(read(R"({"training": {"epochs": 5.0}})").training.epochs, 5) << "an integer, as JSON Schema has it";
  EXPECT_THAT(read_error(R"({"training": {"early_stopping": 1}})"), HasSubstr("expected true or false, found 1"));
  EXPECT_THAT(read_error(R"({"penalty": {"l2": "none"}})"), HasSubstr("expected \"auto\" or a number, 0 or more"));
  EXPECT_THAT(read_error(R"({"data": {"positive": 1}})"), HasSubstr("expected null or text, found 1; write \"1\""));
  EXPECT_THAT(read_error(R"({"data": {"ignore": ["a", 2]}})"), HasSubstr("data.ignore[1]: expected text, found 2"));
  EXPECT_THAT(read_error(R"({"training": 5})"), HasSubstr("training: expected an object, found 5"));
  EXPECT_THAT(read_error("[]"), HasSubstr("expected an object, found a list"));
  EXPECT_THAT(read_error(R"({"optimizer": {"name": "adm"}})"), HasSubstr("found \"adm\"; did you mean 'adam'?"));
  EXPECT_THAT(read_error(R"({"decision": {"rule": "f11"}})"), StartsWith("run.json: decision.rule: "));
}

TEST(ReadConfig, RefusesSettingsThatMeanNothingBesideOthers) {
  EXPECT_THAT(read_error(R"({"model": {"layers": [{"type": "dropout", "units": 8}]}})"),
              StartsWith("run.json: model.layers[0].units: does not apply with the settings before it"));
}

TEST(ReadConfig, ReadsOldNamesWithANote) {
  for (const RenamedSetting& renamed : renamed_settings()) {
    const std::string old(renamed.old_key), key(renamed.key);
    const std::size_t dot = key.find('.');
    EXPECT_EQ(old.substr(0, dot), key.substr(0, dot)) << "in the same section";
    const std::string section = key.substr(0, dot), value = "3";
    Config by_file, by_assignment, expected;
    std::vector<std::string> notes;
    read_config("{\"" + section + "\": {\"" + old.substr(dot + 1) + "\": " + value + "}}", "run.json", "", by_file,
                &notes);
    EXPECT_THAT(notes, ElementsAre("run.json: " + old + " is now called " + key));
    assign({.key = old, .value = value, .source = "--set"}, by_assignment);
    assign({.key = key, .value = value, .source = "--set"}, expected);
    EXPECT_EQ(config_to_json(by_file), config_to_json(expected));
    EXPECT_EQ(config_to_json(by_assignment), config_to_json(expected));
    EXPECT_EQ(explain_setting(old), explain_setting(key));
  }
  EXPECT_THAT(read_error(R"({"ensemble": {"plain": 3, "scaled_networks": 4}})"),
              HasSubstr("ensemble.plain is now called ensemble.scaled_networks"));
  const std::vector<Assignment> twice{{.key = "ensemble.plain", .value = "3", .source = "--set"},
                                      {.key = "ensemble.scaled_networks", .value = "4", .source = "--set"}};
  EXPECT_THAT(error_of([&] { load_config("", twice); }), HasSubstr("both set ensemble.scaled_networks"));
}

TEST(ReadConfig, SaysWhereTheSyntaxBreaks) {
  EXPECT_THAT(read_error("{\"training\":\n  {\"epochs\": 5,}}"), StartsWith("run.json:2:16: not JSON: unexpected '}'"));
  EXPECT_THAT(read_error(""), StartsWith("run.json:1:1: not JSON: unexpected end of input"));
  EXPECT_THAT(read_error("{} x"), StartsWith("run.json:1:4: not JSON"));
  EXPECT_THAT(read_error("# comment\n{}"), StartsWith("run.json:1:1: not JSON"));
  EXPECT_THAT(read_error(R"({"penalty": {"l1": NaN}})"), StartsWith("run.json:1:20: not JSON"));
  for (const char* word : {"NaN", "True", "False", "None", "Infinity", "-Infinity"}) {
    const std::string error = read_error("{\"penalty\": {\"l1\": " + std::string(word) + "}}");
    EXPECT_THAT(error, HasSubstr(std::string(word) + " is Python's, not JSON: expected ")) << error;
    EXPECT_THAT(error, Not(HasSubstr("json.exception")));
  }
  EXPECT_THAT(read_error(std::string(100'000, '[')), HasSubstr("nested deeper than"));
  EXPECT_EQ(read_error("{\"data\": {\"target\": \"1e999\"},\n \"penalty\": {\"l1\": 1e999}}"),
            "run.json:2:20: number overflow: expected a number below 1.8e308, found 1e999");
  EXPECT_THAT(read_error("{\"data\": {\"target\": \"\xff\"}}"), HasSubstr("UTF-8"));
}

TEST(ReadConfig, AllowsComments) {
  EXPECT_EQ(read("// a run\n{\"training\": {/* short */ \"epochs\": 5}}").training.epochs, 5);
}

TEST(ReadConfig, RefusesDuplicateKeys) {
  EXPECT_EQ(read_error(R"({"training": {"epochs": 5, "seed": 1, "epochs": 6}})"),
            "run.json: training.epochs: duplicate key");
  EXPECT_EQ(read_error(R"({"training": {}, "training": {}})"), "run.json: training: duplicate key");
  EXPECT_NO_THROW(read(R"({"model": {"layers": [{"units": 1}, {"units": 1}]}})"));
}

TEST(ReadConfig, AnErrorLeavesTheConfigAsItWas) {
  Config config;
  EXPECT_THROW(read_config(R"({"training": {"epochs": 5}, "x": 1})", "run.json", "", config), UsageError);
  EXPECT_EQ(config.training.epochs, TrainingConfig{}.epochs);
}

TEST(ReadConfig, PathsAreRelativeToTheFile) {
  Config config;
  read_config(R"({"data": {"train": "../data/a.csv", "valid": "/b.csv"}, "output": {"model": "-"}})", "run.json",
              "project/configs", config);
  EXPECT_EQ(config.data.train, "project/data/a.csv");
  EXPECT_EQ(config.data.valid, "/b.csv");
  EXPECT_EQ(config.output.model, "-");
}

TEST(Assign, AcceptsTextAndJson) {
  Config config;
  const auto set = [&](const std::string& key, const std::string& value) {
    assign({.key = key, .value = value, .source = "--set", .json = true}, config);
  };
  set("training.epochs", "7");
  set("optimizer.name", "sgd");
  set("data.positive", "1");
  set("data.ignore", "id,name");
  set("data.missing", R"(["", "-,-"])");
  set("penalty.l2", "auto");
  set("data.header", "false");
  set("data.delimiter", "tab");
  set("model.layers", R"([{"units": 3}])");
  EXPECT_EQ(config.training.epochs, 7);
  EXPECT_EQ(config.optimizer.name, "sgd");
  EXPECT_EQ(config.data.positive, "1");
  EXPECT_THAT(config.data.ignore, ElementsAre("id", "name"));
  EXPECT_THAT(config.data.missing, ElementsAre("", "-,-"));
  EXPECT_FALSE(config.data.header);
  EXPECT_EQ(config.data.delimiter, '\t');
  EXPECT_EQ(config.model.layers.size(), 1u);
  set("data.positive", "null");
  EXPECT_EQ(config.data.positive, std::nullopt);
}

TEST(Assign, AcceptsNumbersAsPeopleTypeThem) {
  for (const auto& [text, expected] : {std::pair(".05", 0.05), {"+.5", 0.5}, {"1.", 1.0}, {"5e-2", 0.05}}) {
    for (const bool json : {false, true}) {
      Config config;
      assign({.key = "optimizer.learning_rate", .value = text, .source = "--learning-rate", .json = json}, config);
      EXPECT_EQ(config.optimizer.learning_rate, expected) << text;
    }
  }
  Config config;
  EXPECT_THAT(error_of([&] { assign({.key = "optimizer.learning_rate", .value = ".", .source = "--set"}, config); }),
              HasSubstr("found \".\""));
}

TEST(Assign, AFlagsTextStandsForItself) {
  Config config;
  assign({.key = "data.positive", .value = "null", .source = "--positive"}, config);
  EXPECT_EQ(config.data.positive, "null");
}

TEST(Assign, ExplainsWhatItCannotSet) {
  EXPECT_THAT(assign_error("training.epoch", "5"), HasSubstr("unknown setting 'training.epoch'; did you mean "
                                                             "'training.epochs'?"));
  EXPECT_THAT(assign_error("training", "5"), HasSubstr("is a section"));
  EXPECT_THAT(assign_error("training.epochs.x", "5"), HasSubstr("unknown setting"));
  EXPECT_THAT(assign_error("", "5"), HasSubstr("unknown setting"));
  EXPECT_THAT(assign_error("penalty.l1", "nan"), HasSubstr("expected \"auto\" or a number, 0 or more, found \"nan\""));
}

TEST(LoadConfig, RefusesToSetOneKeyTwice) {
  const std::vector<Assignment> given = {{.key = "training.epochs", .value = "5", .source = "--epochs"},
                                         {.key = "training.epochs", .value = "6", .source = "--set training.epochs"}};
  EXPECT_EQ(error_of([&] { load_config("", given); }),
            "--epochs and --set training.epochs both set training.epochs; give only one of them");
  EXPECT_EQ(load_config("", std::span(given).first(1)).training.epochs, 5);
}

// The rest holds reader, writer, --set, flags, schema and manual together: they are derived from one description, and
// each test below asks every setting.

/// A value other than the default that the setting takes, as JSON.

TEST(SettingsWithoutEffect, AreNamedWithWhatCountsInstead) {
  Config config;
  EXPECT_THAT(settings_without_effect(config), testing::IsEmpty());
  config.training.epochs = 5;
  config.optimizer.momentum = 0.5;
  config.penalty.l2 = 0.1;
  config.ensemble.epochs = 3;
  EXPECT_THAT(settings_without_effect(config),
              testing::UnorderedElementsAre("penalty.l2 has no effect with model.kind auto",
                                            "optimizer.momentum has no effect with model.kind auto",
                                            "training.epochs has no effect with model.kind auto; ensemble.epochs has"));
  config.model.kind = "mlp";
  EXPECT_THAT(settings_without_effect(config),
              testing::UnorderedElementsAre("optimizer.momentum has no effect beside the other settings of optimizer",
                                            "ensemble.epochs has no effect with model.kind mlp"));
  config.encoding.reference = {"smoker=never"};
  EXPECT_THAT(settings_without_effect(config),
              testing::Contains("encoding.reference has no effect with model.kind mlp"));
  config.encoding.reference.clear();
  config.ensemble.epochs.reset();
  config.optimizer.name = "nesterov";
  EXPECT_THAT(settings_without_effect(config), testing::IsEmpty());
  config.model.kind = "logistic";
  config.optimizer.solver = "minibatch";
  EXPECT_THAT(settings_without_effect(config), testing::IsEmpty());
  config.optimizer.tolerance = 0.1;
  EXPECT_THAT(settings_without_effect(config),
              testing::ElementsAre(
                  "optimizer.tolerance has no effect with model.kind logistic and optimizer.solver minibatch"));
}

/// The folds of a run with these settings, or "auto".
std::string folds_with(const std::vector<Assignment>& assignments) {
  const std::optional<int> folds = load_config("", assignments).training.folds;
  return folds ? std::to_string(*folds) : "auto";
}

TEST(LoadConfig, HoldsAPartOutWhereOneIsGivenEvenAsByDefault) {
  const Assignment mlp{"model.kind", "mlp", "--model"}, part{"training.validation_fraction", "0.2", "--set"};
  EXPECT_EQ(folds_with({mlp}), "auto");
  EXPECT_EQ(folds_with({mlp, part}), "0");
  EXPECT_EQ(folds_with({mlp, part, {"training.folds", "auto", "--set"}}), "auto");
  EXPECT_EQ(folds_with({mlp, part, {"training.folds", "7", "--set"}}), "7");
  EXPECT_EQ(folds_with({part}), "auto");  // auto has folds of its own
  EXPECT_EQ(load_config("", {}).training.validation_fraction, TrainingConfig().validation_fraction);
  EXPECT_EQ(config_to_json(load_config("", {})), config_to_json({}));
}

TEST(Validate, RefusesSettingsThatContradictEachOther) {
  const auto error = [](const std::string& text) { return error_of([&] { validate(read(text)); }); };
  EXPECT_EQ(error("{}"), "no error");
  EXPECT_THAT(error(R"({"data": {"target": "y", "weight": "y"}})"), HasSubstr("data.target and data.weight"));
  EXPECT_THAT(error(R"({"data": {"group": "g", "time": "g"}})"), HasSubstr("same column \"g\""));
  EXPECT_THAT(error(R"({"data": {"target": "y", "ignore": ["y"]}})"), HasSubstr("data.ignore"));
  EXPECT_THAT(error(R"({"data": {"numeric": ["a"], "categorical": ["a"]}})"), HasSubstr("column \"a\""));
  EXPECT_THAT(error(R"({"loss": {"positive_weight": 2, "class_weight": "balanced"}})"),
              HasSubstr("cannot be combined"));
  EXPECT_THAT(error(R"({"model": {"kind": "logistic"}, "loss": {"name": "focal"}})"), HasSubstr("loss.name focal"));
  EXPECT_THAT(error(R"({"model": {"kind": "logistic"}, "encoding": {"bins": 8}})"), HasSubstr("encoding.bins 8"));
  for (const char* l1 : {"0.1", "\"auto\""}) {
    EXPECT_THAT(error(R"({"model": {"kind": "logistic"}, "optimizer": {"solver": "newton"}, "penalty": {"l1": )" +
                      std::string(l1) + "}}"),
                HasSubstr("optimizer.solver newton does not support l1"));
  }
  EXPECT_THAT(error(R"({"model": {"kind": "mlp"}, "penalty": {"l1": "auto"}})"), HasSubstr("penalty.l1 auto"));
  EXPECT_THAT(error(R"({"data": {"time": "t"}, "training": {"validation_fraction": 0}})"), HasSubstr("later rows"));
  EXPECT_THAT(error(R"({"output": {"checkpoint": "c"}, "training": {"time_budget": "5s"}})"), HasSubstr("resumed"));
}

TEST(SettingsWithoutEffect, ByTimeTheHeldOutShareCountsForAuto) {
  Config config;
  config.training.validation_fraction = 0.3;
  EXPECT_THAT(settings_without_effect(config), testing::SizeIs(1));
  config.data.time = "date";
  EXPECT_THAT(settings_without_effect(config), testing::IsEmpty());
}

}  // namespace
}  // namespace binet
