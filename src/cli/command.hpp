#pragma once

#include "binet/base/error.hpp"
#include "cli/command_parser.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// How the program ends; interrupted is 128 and the number of the signal. Errors are thrown and mapped by main; a
/// command returns only done, gate_not_met or interrupted.
enum class ExitStatus : int { done = 0, failed = 1, usage = 2, gate_not_met = 3, interrupted = 130 };

/// The action of a command after its flags are parsed.
using Action = std::function<ExitStatus()>;

/// To add a command: one file that defines declare_NAME, and its row in commands.cpp; help, exit status, spelling help
/// and shell completion follow.
struct Command {
  std::string_view group;  ///< heading in the list of commands: the user's task
  std::string_view name;
  std::string_view summary;
  /// Adds the command's flags to its parser and returns the action. State shared between the two lives in the action.
  Action (*declare)(CommandParser);
};

std::span<const Command> commands();

/// The command's parser with its flags declared. Sets `action` to the command's action.
std::unique_ptr<CLI::App> make_parser(const Command&, Action& action);

/// Parses the words after the command's name and runs the command. Throws UsageError.
ExitStatus run_command(const Command&, std::vector<std::string> arguments);

}  // namespace binet
