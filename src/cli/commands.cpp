#include "cli/command.hpp"

namespace binet {

Action declare_train(CLI::App&);
Action declare_predict(CLI::App&);
Action declare_evaluate(CLI::App&);
Action declare_inspect(CLI::App&);
Action declare_export(CLI::App&);
Action declare_tune(CLI::App&);
Action declare_cv(CLI::App&);
Action declare_check(CLI::App&);
Action declare_completion(CLI::App&);
Action declare_config(CLI::App&);

std::span<const Command> commands() {
  static constexpr Command table[] = {
      {"train", "train a model on a CSV file", declare_train},
      {"predict", "probabilities and labels of the rows of a CSV file", declare_predict},
      {"evaluate", "how good a model is on a CSV file with the target", declare_evaluate},
      {"inspect", "what a model consists of: classes, columns, coefficients, weights", declare_inspect},
      {"export", "a model as a C file for programs without Binet", declare_export},
      {"cv", "cross-validated metrics of the settings train would use", declare_cv},
      {"tune", "search settings better than the given ones, and train with them", declare_tune},
      {"check", "tell what a trainer should know about a file", declare_check},
      {"config", "start, show and explain the settings of a run", declare_config},
      {"completion", "print a completion script for a shell", declare_completion},
  };
  return table;
}

namespace {

/// A flag takes the one word after it, so that a file may stand next: `binet train --target y rows.csv`. A list is one
/// word with commas, or the flag given again.
void take_one_word_a_flag(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) option->allow_extra_args(false);
  }
  for (CLI::App* inner : app.get_subcommands({})) take_one_word_a_flag(*inner);
}

}  // namespace

std::unique_ptr<CLI::App> make_parser(const Command& command, Action& action) {
  auto app = std::make_unique<CLI::App>(std::string(command.summary), "binet " + std::string(command.name));
  app->get_formatter()->column_width(34);
  action = command.declare(*app);
  take_one_word_a_flag(*app);
  return app;
}

}  // namespace binet
