#include "cli/command.hpp"
#include "cli/command_parser.hpp"
#include "cli/help_formatter.hpp"
#include "cli/text_layout.hpp"

#include <CLI/CLI.hpp>

#include <unistd.h>

namespace binet {

Action declare_train(CommandParser);
Action declare_predict(CommandParser);
Action declare_evaluate(CommandParser);
Action declare_inspect(CommandParser);
Action declare_export(CommandParser);
Action declare_tune(CommandParser);
Action declare_cv(CommandParser);
Action declare_check(CommandParser);
Action declare_completion(CommandParser);
Action declare_config(CommandParser);
Action declare_playground(CommandParser);
Action declare_verify(CommandParser);
Action declare_report(CommandParser);
Action declare_activations(CommandParser);
Action declare_trace(CommandParser);
Action declare_explain(CommandParser);
Action declare_compare(CommandParser);
Action declare_threshold(CommandParser);

std::span<const Command> commands() {
  static constexpr Command table[] = {
      {"Train", "check", "report types, missing values, class balance and likely leaks", declare_check},
      {"Train", "train", "train a model on a CSV file", declare_train},
      {"Train", "cv", "cross-validate the settings that train would use", declare_cv},
      {"Train", "tune", "search for better settings and train with them", declare_tune},
      {"Use", "predict", "predict a probability and a label for each row of a CSV file", declare_predict},
      {"Use", "evaluate", "measure how good a model is on a CSV file with the target", declare_evaluate},
      {"Use", "threshold", "choose a new threshold for a saved model, by a rule or costs", declare_threshold},
      {"Use", "export", "write a model as source code for programs without Binet", declare_export},
      {"Understand", "inspect", "show a model's classes, columns, coefficients and weights", declare_inspect},
      {"Understand", "explain", "show which columns matter, and the effect of a column", declare_explain},
      {"Understand", "compare", "compare two models on the same rows, with paired errors", declare_compare},
      {"Understand", "report", "write one page that shows how good a model is and what it learned", declare_report},
      {"Understand", "playground", "write a page in which a small network trains while you watch", declare_playground},
      {"Understand", "activations", "show activation functions, their slopes and curves", declare_activations},
      {"Understand", "trace", "show a network's forward and backward pass, number by number", declare_trace},
      {"Manage", "verify", "train again with a model's settings and compare the bytes", declare_verify},
      {"Manage", "config", "create, show and explain settings", declare_config},
      {"Manage", "completion", "print a completion script for a shell", declare_completion},
  };
  return table;
}

namespace {

/// Lets a flag take only one word, so that a file may follow: `binet train --target y rows.csv`. A list is one word
/// with commas, or the flag repeated.
void take_one_word_per_flag(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) option->allow_extra_args(false);
  }
  for (CLI::App* inner : app.get_subcommands({})) take_one_word_per_flag(*inner);
}

}  // namespace

std::unique_ptr<CLI::App> make_parser(const Command& command, Action& action) {
  auto app = std::make_unique<CLI::App>(std::string(command.summary), "binet " + std::string(command.name));
  app->formatter(std::make_shared<HelpFormatter>(terminal_width(STDOUT_FILENO, kHelpWidth)));
  app->set_help_flag("-h,--help", "show this help");
  action = command.declare(CommandParser(*app));
  take_one_word_per_flag(*app);
  return app;
}

}  // namespace binet
