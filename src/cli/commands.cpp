#include "command.hpp"

namespace binet {

Action declare_completion(CLI::App&);
Action declare_config(CLI::App&);

std::span<const Command> commands() {
  static constexpr Command table[] = {
      {"config", "start, show and explain the settings of a run", declare_config},
      {"completion", "print a completion script for a shell", declare_completion},
  };
  return table;
}

std::unique_ptr<CLI::App> make_parser(const Command& command, Action& action) {
  auto app = std::make_unique<CLI::App>(std::string(command.summary), "binet " + std::string(command.name));
  app->get_formatter()->column_width(34);
  action = command.declare(*app);
  return app;
}

}  // namespace binet
