#include "cli/command.hpp"
#include "cli/config_flags.hpp"
#include "config/config_paths.hpp"
#include "io/output_file.hpp"

#include <filesystem>
#include <iostream>
#include <memory>

namespace binet {
namespace {

ExitStatus print(const std::string& text) {
  write_file("-", text);
  return ExitStatus::done;
}

ExitStatus print_start(Config config) {
  if (config.data.train.empty()) config.data.train = "data.csv";
  if (config.data.target.empty()) config.data.target = "label";
  return print(starter_config(config));
}

/// Paths are absolute, so that the config gives the same run wherever it is saved.
ExitStatus print_complete(Config config) {
  for_each_path(config, [](std::string& path) { path = std::filesystem::absolute(path).lexically_normal().string(); });
  return print(config_to_json(config));
}

}  // namespace

Action declare_config(CommandParser app) {
  struct State {
    std::unique_ptr<ConfigFlags> init, show;
    std::string key;
  };
  auto state = std::make_shared<State>();
  const CommandParser init = app.add_subcommand("init", "print a config to start from, with the given flags");
  const CommandParser show = app.add_subcommand("show", "print all settings of a run with these flags");
  state->init = std::make_unique<ConfigFlags>(init);
  state->show = std::make_unique<ConfigFlags>(show);
  const CommandParser schema = app.add_subcommand("schema", "print the JSON Schema of config files");
  const CommandParser manual = app.add_subcommand("manual", "print docs/config.md");
  app.add_subcommand("explain", "explain settings")
      .add_option("KEY", state->key, "setting or section, e.g. training.epochs or training; default: all");

  return [=] {
    if (init.parsed()) return state->init->run([&] { return print_start(state->init->load()); });
    if (show.parsed()) return state->show->run([&] { return print_complete(state->show->load()); });
    if (schema.parsed()) return print(config_schema());
    if (manual.parsed()) return print(config_manual());
    return print(state->key.empty() ? explain_settings() : explain_setting(state->key));
  };
}

}  // namespace binet
