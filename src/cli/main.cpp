#include "base/interrupt.hpp"
#include "base/nearest_name.hpp"
#include "base/printable.hpp"
#include "base/stack_size.hpp"
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
