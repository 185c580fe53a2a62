#include "base/interrupt.hpp"
#include "base/nearest_name.hpp"
#include "base/printable.hpp"
#include "base/stack_size.hpp"
#include "base/text_list.hpp"
#include "cli/command.hpp"
#include "io/mapped_file.hpp"
#include "io/output_file.hpp"
#include "io/standard_streams.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <new>
#include <utility>

namespace binet {
namespace {

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.emplace_back(command.name);
  return names;
}

std::string overview() {
  std::string text =
      "Binet trains binary classifiers on CSV files: logistic regression, small neural\n"
      "networks, and mixtures of both.\n\n"
      "Usage: binet COMMAND [FLAGS]\n";
  std::string_view group;
  for (const Command& command : commands()) {
    if (command.group != group) text += "\n" + std::string(group = command.group) + "\n";
    std::string name(command.name);
    name.resize(13, ' ');
    text += "  " + name + std::string(command.summary) + "\n";
  }
  return text +
         "\n  binet COMMAND --help   show the flags of a command\n"
         "  binet --version        show the version\n\n"
         "docs/glossary.md explains the terms, docs/guide.md a whole example.\n";
}

const Command& find_command(const std::string& name) {
  const auto table = commands();
  const auto found = std::ranges::find(table, name, &Command::name);
  if (found != table.end()) return *found;
  const bool flag = name.starts_with("-");
  throw UsageError(
      (flag ? "unknown flag " : "unknown command ") + name +
      (flag ? did_you_mean(name, std::array{"--help", "--version"}) : did_you_mean(name, command_names())) +
      " (binet --help lists the commands)");
}

/// The parser of the innermost command, and its words: "binet config show".
std::pair<const CLI::App*, std::string> innermost(const CLI::App& app) {
  std::string words = app.get_name();
  const CLI::App* place = &app;
  while (!place->get_subcommands().empty()) {
    place = place->get_subcommands().front();
    words += " " + place->get_name();
  }
  return {place, words};
}

std::vector<std::string> flag_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> inner_command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* inner : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(inner->get_name());
  }
  return names;
}

/// The parser's error about a value as an error of this program: where, what was expected, what was found. Empty for
/// any other error.
std::string in_plain_words(const std::string& message) {
  const auto between = [&](const std::string& begin, const std::string& end) {
    const std::size_t at = message.find(begin), from = at + begin.size();
    if (at == std::string::npos) return std::string();
    const std::size_t to = end.empty() ? message.size() : message.find(end, from);
    return to == std::string::npos ? std::string() : message.substr(from, to - from);
  };
  const std::string flag = message.substr(0, message.find(':'));
  if (const std::string value = between(": Value ", " not in range "); !value.empty()) {
    return flag + ": expected a number from " + between(" not in range ", "") + ", found " + value;
  }
  if (const std::string value = between(": ", " not in {"); !value.empty()) {
    std::string names = between(" not in {", "}");
    for (std::size_t at = 0; (at = names.find(',', at)) != std::string::npos; at += 2) names.insert(at + 1, " ");
    return flag + ": expected one of " + names + ", found " + value;
  }
  if (const std::string name = between("Could not convert: ", " = "); !name.empty()) {
    return name + ": expected a number, found " + between(" = ", "");
  }
  return "";
}

/// The parser's error in one line. Words that the parser could not place come first: a misspelled flag is often the
/// reason why something else seems to be missing.
std::string explain(const CLI::App& app, const CLI::ParseError& error) {
  const auto [place, words] = innermost(app);
  const auto inner_commands = inner_command_names(*place);
  const auto left = app.remaining(true);
  for (const std::string& text : left) {
    if (!text.starts_with("-") || text == "-" || text == "--") continue;
    return "unknown flag " + text + did_you_mean(text.substr(0, text.find('=')), flag_names(*place));
  }
  if (!inner_commands.empty() && left.empty()) return "expected one of " + joined(inner_commands) + " after " + words;
  if (!inner_commands.empty()) return "unknown command " + left[0] + did_you_mean(left[0], inner_commands);
  if (!left.empty()) return "unexpected argument " + left[0];
  std::string message = error.what();
  std::ranges::replace(message, '\n', ' ');
  if (const std::string plain = in_plain_words(message); !plain.empty()) return plain;
  if (message.ends_with(" missing")) message = message.substr(0, message.find(':')) + ": a value is missing";
  return message;
}

/// Accepts -o=FILE as -o FILE, like --output=FILE; the parser would take the name to be "=FILE".
void split_short_flags(std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    const std::string& word = arguments[i];
    if (word.size() < 3 || word[0] != '-' || word[1] == '-' || word[2] != '=') continue;
    const std::string value = word.substr(3);
    arguments[i].resize(2);
    arguments.insert(arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, value);
  }
}

ExitStatus run_command(const Command& command, std::vector<std::string> arguments) {
  Action action;
  const auto app = make_parser(command, action);
  try {
    split_short_flags(arguments);
    std::ranges::reverse(arguments);  // as the parser takes them: last first
    app->parse(arguments);
  } catch (const CLI::CallForHelp&) {
    std::cout << app->help();
    return ExitStatus::done;
  } catch (const CLI::ParseError& error) {
    throw UsageError(explain(*app, error) + " (see " + innermost(*app).second + " --help)");
  }
  return action();
}

ExitStatus run(std::vector<std::string> arguments) {
  if (arguments.empty()) throw UsageError("no command given (binet --help lists the commands)");
  if (arguments[0] == "help") {
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  }
  if (arguments[0] == "--version" || arguments[0] == "-V") {
    std::cout << "binet " BINET_VERSION "\n";
  } else if (arguments[0] == "--help" || arguments[0] == "-h") {
    std::cout << overview();
  } else {
    const Command& command = find_command(arguments[0]);
    arguments.erase(arguments.begin());
    return run_command(command, std::move(arguments));
  }
  return ExitStatus::done;
}

/// Output must have been written: a full disk is an error; a reader that has closed the pipe (EPIPE) is not.
void finish_standard_output() {
  if (std::cout.flush()) return;
  const int reason = standard_output_failure();
  if (reason == 0) throw Interrupted("interrupted");
  if (reason == EPIPE) throw OutputClosed("standard output: closed by its reader");
  throw Error(std::string("cannot write standard output: ") + std::strerror(reason));
}

/// A long line, such as a quoted record, keeps its beginning and its end.
std::string shortened(const std::string& message) {
  constexpr std::size_t kLongest = 2000, kEnd = 500;
  if (message.size() <= kLongest) return message;
  return message.substr(0, kLongest - kEnd) + " … " + message.substr(message.size() - kEnd);
}

ExitStatus fail(ExitStatus status, const std::string& message) {
  std::cerr.clear();
  std::cerr << "binet: " + printable(shortened(message)) + "\n";
  return status;
}

ExitStatus run_and_report(std::vector<std::string> arguments) {
  try {
    const ExitStatus status = run(std::move(arguments));
    finish_standard_output();
    return status;
  } catch (const OutputClosed&) {
    return ExitStatus::done;
  } catch (const UsageError& error) {
    return fail(ExitStatus::usage, error.what());
  } catch (const Interrupted& error) {
    return fail(ExitStatus::interrupted, error.what());
  } catch (const std::bad_alloc&) {
    return fail(ExitStatus::failed, "out of memory");
  } catch (const std::exception& error) {
    return fail(ExitStatus::failed, error.what());
  }
}

/// The exit code that a shell gives a program that the signal ended.
int exit_code(ExitStatus status) {
  constexpr int kSignalBase = 128;
  return status == ExitStatus::interrupted && stop_signal() != 0 ? kSignalBase + stop_signal()
                                                                 : static_cast<int>(status);
}

}  // namespace
}  // namespace binet

int main(int argc, char** argv) {
  binet::open_closed_standard_streams();
  binet::use_waiting_standard_streams();
  binet::end_on_cut_files();
  // Closed pipes and file size limits then appear as failed writes, and temporary files are removed.
  for (const int number : {SIGPIPE, SIGXFSZ}) std::signal(number, SIG_IGN);
  int code = 0;
  binet::run_with_enough_stack([&] { code = binet::exit_code(binet::run_and_report({argv + 1, argv + argc})); });
  return code;
}
