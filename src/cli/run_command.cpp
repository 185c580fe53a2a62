#include "base/nearest_name.hpp"
#include "base/text_list.hpp"
#include "cli/command.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <utility>

namespace binet {
namespace {

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

}  // namespace

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

}  // namespace binet
